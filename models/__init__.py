"""Networks: one file each. They know tensors; they know nothing of files, chats or queues."""
