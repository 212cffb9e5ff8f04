"""Results to files: PNG, JPEG, layered PSD and OpenRaster."""

from engine.export.files import FILES, encode_result, write_files

__all__ = ["FILES", "encode_result", "write_files"]
