"""Chat platforms of our own on loopback: real sockets, the platforms' own shapes, faults on demand."""
