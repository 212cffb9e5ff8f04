import pytest
import torch

from models.registry import build, names


def test_the_parameter_count_is_the_published_one():
    count = sum(p.numel() for p in build("alacgan").parameters())
    assert count == pytest.approx(21.94e6, rel=0.005)


@pytest.mark.parametrize(("height", "width"), [(32, 32), (48, 80)])
def test_the_colour_has_the_size_of_the_line_and_stays_in_range(height, width):
    torch.manual_seed(0)
    network = build("alacgan")
    with torch.inference_mode():
        color = network(
            torch.rand(2, 1, height, width) * 2 - 1,
            torch.rand(2, 4, height // 4, width // 4),
            torch.rand(2, 512, height // 16, width // 16),
        )
    assert color.shape == (2, 3, height, width)
    assert color.abs().max() <= 1


def test_line_hint_and_features_each_reach_the_colour():
    torch.manual_seed(0)
    inputs = [torch.rand(1, 1, 32, 32), torch.rand(1, 4, 8, 8), torch.rand(1, 512, 2, 2)]
    for tensor in inputs:
        tensor.requires_grad_()
    build("alacgan")(*inputs).sum().backward()
    assert all(tensor.grad is not None and tensor.grad.abs().max() > 0 for tensor in inputs)


def test_a_size_that_does_not_divide_is_refused_with_the_reason():
    with pytest.raises(AssertionError, match="multiple of 16"):
        build("alacgan")(torch.rand(1, 1, 32, 40), torch.rand(1, 4, 8, 10), torch.rand(1, 512, 2, 2))


def test_an_unknown_name_is_answered_with_what_there_is():
    with pytest.raises(KeyError, match="alacgan"):
        build("nothing")
    assert "alacgan" in names()
