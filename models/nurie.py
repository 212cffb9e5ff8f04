"""Nurie's own network: reads a drawing once, and says for every pixel which part it is, a draft colour
and a normal. A U-Net with group normalisation and a dilated middle; it sees lines and hints alike, and a
coloured picture is a hint known everywhere. It answers at half the size that it sees: regions pool the
answer, and the last convolutions at full size would be a third of the work.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F

WEIGHTS = Path(__file__).parent / "weights" / "nurie.safetensors"


@dataclass(frozen=True)
class NurieConfig:
    """`widths` are channels at 1/2, 1/4, 1/8 and 1/16 of the input's size."""

    parts: int = 14
    widths: tuple[int, int, int, int] = (16, 32, 64, 128)
    # At 1/16 of 192 px a wider dilation would look only beyond the border, and learn nothing there.
    middle: tuple[int, ...] = (1, 2, 3, 1)


class Block(nn.Module):
    """Two 3x3 convolutions with group normalisation, added to the (projected) input."""

    def __init__(self, inside: int, out: int, dilation: int = 1) -> None:
        super().__init__()
        self.first = nn.Conv2d(inside, out, 3, padding=dilation, dilation=dilation, bias=False)
        self.second = nn.Conv2d(out, out, 3, padding=1, bias=False)
        self.norm1, self.norm2 = nn.GroupNorm(8, out), nn.GroupNorm(8, out)
        self.skip = nn.Conv2d(inside, out, 1, bias=False) if inside != out else nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        y = F.silu(self.norm1(self.first(x)))
        return F.silu(self.norm2(self.second(y)) + self.skip(x))


class Nurie(nn.Module):
    """forward: (B, 5, H, W) in [0, 1] -> at half the size parts (B, P, H/2, W/2) logits, color (B, 3, H/2, W/2)
    in [0, 1] and normal (B, 3, H/2, W/2) of unit length. H and W are multiples of 16. Input channels: ink,
    hint RGB (sRGB) times mask, mask.
    """

    def __init__(self, config: NurieConfig | None = None) -> None:
        super().__init__()
        self.config = config or NurieConfig()
        a, b, c, d = self.config.widths
        self.stem = nn.Conv2d(5, a, 5, stride=2, padding=2)
        self.enc1 = Block(a, a)
        self.down1, self.enc2 = nn.Conv2d(a, b, 4, stride=2, padding=1), Block(b, b)
        self.down2, self.enc3 = nn.Conv2d(b, c, 4, stride=2, padding=1), nn.Sequential(Block(c, c), Block(c, c))
        self.down3 = nn.Conv2d(c, d, 4, stride=2, padding=1)
        self.middle = nn.Sequential(*[Block(d, d, dilation) for dilation in self.config.middle])
        self.up3, self.dec3 = nn.Conv2d(d, c, 1), Block(2 * c, c)
        self.up2, self.dec2 = nn.Conv2d(c, b, 1), Block(2 * b, b)
        self.up1, self.dec1 = nn.Conv2d(b, a, 1), Block(2 * a, 2 * a)
        self.head = nn.Conv2d(2 * a, self.config.parts + 6, 1)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        e1 = self.enc1(F.silu(self.stem(x)))  # B a H/2 W/2
        e2 = self.enc2(self.down1(e1))  # B b H/4 W/4
        e3 = self.enc3(self.down2(e2))  # B c H/8 W/8
        m = self.middle(self.down3(e3))  # B d H/16 W/16
        d3 = self.dec3(torch.cat([_double(self.up3(m)), e3], 1))
        d2 = self.dec2(torch.cat([_double(self.up2(d3)), e2], 1))
        d1 = self.dec1(torch.cat([_double(self.up1(d2)), e1], 1))
        parts, color, normal = self.head(d1).split([self.config.parts, 3, 3], 1)
        # Straight towards the viewer is the natural guess; the network says how far it turns away.
        normal = torch.cat([normal[:, :2], 1 + F.softplus(normal[:, 2:])], 1)
        return parts, torch.sigmoid(color), F.normalize(normal.float(), dim=1)


def _double(x: Tensor) -> Tensor:
    return F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)


def load(path: Path = WEIGHTS, device: str = "cpu") -> Nurie:
    """The network with weights from a safetensors file (by default those shipped), ready to predict.

    OSError when there is no such file, RuntimeError when it holds another network's weights. Nothing in the
    file is executed.
    """
    model = Nurie()
    model.load_state_dict({name: value.float() for name, value in load_file(path).items()})
    return model.to(device).eval()
