import zlib
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from engine.export.packing import pack_rows, rle, zipped

planes = hnp.arrays(
    np.uint8,
    hnp.array_shapes(min_dims=2, max_dims=2, max_side=300),
    elements=st.integers(0, 255),
    fill=st.sampled_from([0, 7, 255]),
)


def unpack_row(data: bytes) -> bytes:
    """PackBits as the PSD specification has it."""
    out, at = bytearray(), 0
    while at < len(data):
        head = data[at]
        if head < 128:
            out += data[at + 1 : at + 2 + head]
            at += 2 + head
        elif head > 128:
            out += data[at + 1 : at + 2] * (257 - head)
            at += 2
        else:
            at += 1
    return bytes(out)


@given(planes)
def test_rows_unpack_to_the_plane(plane):
    counts, data = pack_rows(plane)
    assert counts.sum() == len(data)
    starts = np.r_[0, np.cumsum(counts)]
    rows = [unpack_row(data[a:b]) for a, b in pairwise(starts)]
    assert b"".join(rows) == plane.tobytes()
    assert all(len(row) == plane.shape[1] for row in rows)


@given(planes)
def test_a_zipped_plane_is_a_plain_zlib_stream(plane):
    assert zlib.decompress(zipped(plane)) == plane.tobytes()


def test_the_table_of_rows_stands_in_front_of_all_planes():
    first, second = np.zeros((3, 5), np.uint8), np.arange(15, dtype=np.uint8).reshape(3, 5)
    data = rle([first, second])
    lengths = np.frombuffer(data, ">u2", 6)
    assert lengths.sum() == len(data) - 12
    assert unpack_row(data[-int(lengths[-1]) :]) == second[2].tobytes()
    assert len(rle([first], wide=True)) == len(rle([first])) + 6
