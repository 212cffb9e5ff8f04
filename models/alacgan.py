"""AlacGAN's generator: colours line art from sparse colour hints, in one pass.

Ci et al., "User-Guided Deep Anime Line Art Colorization with Conditional Adversarial Networks",
ACM Multimedia 2018 (arXiv 1808.03240), section 3.2. Written from the published layer list.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

SLOPE = 0.2


class ResNeXtBlock(nn.Module):
    """B x C x H x W to the same: 1x1 halves the channels, a grouped dilated 3x3, 1x1 back, then the sum.

    No normalisation, no biases, and no activation after the sum.
    """

    def __init__(self, channels: int, cardinality: int, dilation: int) -> None:
        super().__init__()
        half = channels // 2
        self.narrow = nn.Conv2d(channels, half, 1, bias=False)
        self.spread = nn.Conv2d(half, half, 3, padding=dilation, dilation=dilation, groups=cardinality, bias=False)
        self.widen = nn.Conv2d(half, channels, 1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        inner = F.leaky_relu(self.narrow(x), SLOPE)
        inner = F.leaky_relu(self.spread(inner), SLOPE)
        return x + self.widen(inner)


class Stage(nn.Module):
    """One step of the decoder: fuse with the skip, refine, and double the size.

    (B x C x H x W, B x S x H x W) to B x C/2 x 2H x 2W.
    """

    def __init__(self, channels: int, skip: int, cardinality: int, dilations: tuple[int, ...]) -> None:
        super().__init__()
        self.fuse = nn.Conv2d(channels + skip, channels, 3, padding=1)
        self.blocks = nn.Sequential(*(ResNeXtBlock(channels, cardinality, d) for d in dilations))
        self.grow = nn.Conv2d(channels, channels * 2, 3, padding=1)

    def forward(self, x: Tensor, skip: Tensor) -> Tensor:
        x = F.leaky_relu(self.fuse(torch.cat([x, skip], 1)), SLOPE)
        x = self.grow(self.blocks(x))
        return F.leaky_relu(F.pixel_shuffle(x, 2), SLOPE)


class Generator(nn.Module):
    """AlacGAN's generator: 21.94 M parameters, 60.9 GMAC at 512 x 512."""

    def __init__(self) -> None:
        super().__init__()
        wide = (1, 1, 2, 2, 4, 4, 2, 1)
        self.hint = nn.Conv2d(4, 64, 7, padding=3)
        self.line = nn.Conv2d(1, 32, 3, padding=1)
        self.down2 = nn.Conv2d(32, 64, 4, stride=2, padding=1)
        self.down4 = nn.Conv2d(64, 128, 4, stride=2, padding=1)
        self.down8 = nn.Conv2d(128 + 64, 256, 4, stride=2, padding=1)
        self.down16 = nn.Conv2d(256, 512, 4, stride=2, padding=1)
        self.stage1 = Stage(512, 512, 32, (1,) * 20)
        self.stage2 = Stage(256, 256, 32, wide)
        self.stage3 = Stage(128, 128, 32, wide)
        self.stage4 = Stage(64, 64, 16, (1, 2, 4, 2, 1))
        self.exit = nn.Conv2d(32 + 32, 3, 3, padding=1)

    def forward(self, line: Tensor, hint: Tensor, features: Tensor) -> Tensor:
        """Colour `line`.

        line      B x 1 x H x W, [-1, 1], white is 1; H and W are multiples of 16
        hint      B x 4 x H/4 x W/4: sRGB in [-1, 1] times the mask, then the mask, 0 or 1
        features  B x 512 x H/16 x W/16: local features of the line art, non-negative
        returns   B x 3 x H x W, sRGB in [-1, 1]
        """
        assert line.shape[-1] % 16 == 0, f"the width must be a multiple of 16, not {line.shape[-1]}"
        assert line.shape[-2] % 16 == 0, f"the height must be a multiple of 16, not {line.shape[-2]}"
        full = F.leaky_relu(self.line(line), SLOPE)  # 32 x H
        half = F.leaky_relu(self.down2(full), SLOPE)  # 64 x H/2
        quarter = F.leaky_relu(self.down4(half), SLOPE)  # 128 x H/4
        hinted = torch.cat([quarter, F.leaky_relu(self.hint(hint), SLOPE)], 1)
        eighth = F.leaky_relu(self.down8(hinted), SLOPE)  # 256 x H/8
        x = F.leaky_relu(self.down16(eighth), SLOPE)  # 512 x H/16
        x = self.stage1(x, features)
        x = self.stage2(x, eighth)
        x = self.stage3(x, quarter)
        x = self.stage4(x, half)
        return torch.tanh(self.exit(torch.cat([x, full], 1)))
