"""The image generator and one image step of MLMC in PyTorch: the peer that `deno task bench` is measured against.

  /usr/bin/python3 bench/peer_torch.py --what step --preset paper --size 252 --repeat 5
  /usr/bin/python3 bench/peer_torch.py --what ops --repeat 7

Prints one JSON object a line. Needs PyTorch (Debian: python3-torch) and nothing else of this repository.
"""

import argparse
import json
import os
import resource
import statistics
import time

import torch
import torch.nn.functional as F
from torch import nn

PRESETS = {
    "paper": ([128] * 5, [16] * 5),
    "fast": ([8, 16, 32, 32, 32], [2, 4, 8, 8, 8]),
}
SCALE, KERNEL_SIZE = 4, 19


def conv(inputs, outputs, size, stride=1):
    padding = (size - 1) // 2
    return nn.Conv2d(inputs, outputs, size, stride, padding, padding_mode="reflect" if padding else "zeros")


def conv_norm_act(inputs, outputs, size, stride=1):
    return nn.Sequential(conv(inputs, outputs, size, stride), nn.BatchNorm2d(outputs), nn.LeakyReLU(0.2, inplace=True))


class NonLocal(nn.Module):
    """Dot-product attention over 2x2-pooled positions, added to its input through a batch norm that starts at zero."""

    def __init__(self, channels):
        super().__init__()
        self.g = conv(channels, channels // 2, 1)
        self.expand = conv(channels // 2, channels, 1)
        self.norm = nn.BatchNorm2d(channels)
        self.theta = conv(channels, channels // 2, 1)
        self.phi = conv(channels, channels // 2, 1)
        nn.init.zeros_(self.norm.weight)

    def forward(self, x):
        theta = self.theta(x).flatten(2).transpose(1, 2)
        phi = F.max_pool2d(self.phi(x), 2).flatten(2)
        g = F.max_pool2d(self.g(x), 2).flatten(2).transpose(1, 2)
        weights = theta @ phi / phi.shape[-1]
        y = (weights @ g).transpose(1, 2).reshape(1, -1, *x.shape[2:])
        return x + self.norm(self.expand(y))


def centre_crop(x, height, width):
    top, left = (x.shape[2] - height) // 2, (x.shape[3] - width) // 2
    return x[:, :, top:top + height, left:left + width]


def join_skip(skip, deep):
    deep = F.interpolate(deep, scale_factor=2, mode="bilinear", align_corners=False)
    height, width = (min(skip.shape[d], deep.shape[d]) for d in (2, 3))
    return torch.cat([centre_crop(skip, height, width), centre_crop(deep, height, width)], 1)


class Level(nn.Module):
    """One scale of the encoder-decoder, holding the next one. Modules are declared in the order of the golden parameters."""

    def __init__(self, inputs, channels, skips, i=0):
        super().__init__()
        c, last = channels[i], i + 1 == len(channels)
        self.skip = conv_norm_act(inputs, skips[i], 1)
        self.down = conv_norm_act(inputs, c, 3, 2)
        self.attend = NonLocal(c) if i >= 2 else nn.Identity()
        self.refine = conv_norm_act(c, c, 3)
        self.inner = nn.Identity() if last else Level(c, channels, skips, i + 1)
        joined = skips[i] + (c if last else channels[i + 1])
        self.out = nn.Sequential(nn.BatchNorm2d(joined), conv_norm_act(joined, c, 3), conv_norm_act(c, c, 1))

    def forward(self, x):
        deep = self.inner(self.refine(self.attend(self.down(x))))
        return self.out(join_skip(self.skip(x), deep))


def image_generator(channels, skips):
    return nn.Sequential(Level(3, channels, skips), conv(channels[0], 3, 1), nn.Sigmoid())


def degrade(x, kernel):
    """Blur with circular boundary and sample every SCALE-th pixel."""
    pad = KERNEL_SIZE // 2
    planes = F.pad(x, [pad] * 4, mode="circular").transpose(0, 1)
    return F.conv2d(planes, kernel[None, None], stride=SCALE).transpose(0, 1)


def ssim(a, b):
    taps = torch.exp(-(torch.arange(11.0) - 5) ** 2 / (2 * 1.5**2))
    taps = taps / taps.sum()
    window = torch.outer(taps, taps).expand(3, 1, 11, 11)
    blur = lambda t: F.conv2d(t, window, padding=5, groups=3)
    ma, mb = blur(a), blur(b)
    va, vb, cov = blur(a * a) - ma * ma, blur(b * b) - mb * mb, blur(a * b) - ma * mb
    c1, c2 = 0.01**2, 0.03**2
    return ((2 * ma * mb + c1) * (2 * cov + c2) / ((ma * ma + mb * mb + c1) * (va + vb + c2))).mean()


def gradient_prior(x):
    padded = F.pad(x, [1] * 4, mode="reflect")
    height, width = x.shape[2:]
    total = 0
    for top, left in ((0, 1), (0, 0), (1, 0), (2, 0)):  # upper, upper-left, left, lower-left neighbour
        total = total + ((x - padded[:, :, top:top + height, left:left + width]).abs() + 1e-8).pow(0.67).sum()
    return total


def median_seconds(call, repeat):
    call()
    seconds = []
    for _ in range(repeat):
        start = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def measure_step(preset, size, repeat):
    net = image_generator(*PRESETS[preset])
    adam = torch.optim.Adam(net.parameters(), lr=5e-3)
    noise = torch.rand(1, 3, size, size) * 0.1
    y = torch.rand(1, 3, size // SCALE, size // SCALE)
    t = torch.arange(KERNEL_SIZE) - (KERNEL_SIZE - SCALE) / 2
    kernel = torch.exp(-(t[:, None] ** 2 + t[None] ** 2) / 18)
    kernel /= kernel.sum()

    def step():
        adam.zero_grad(set_to_none=True)
        x = net(noise)
        loss = 1 - ssim(degrade(x, kernel), y) + 0.001 * 0.2 * gradient_prior(x) / y.numel()
        loss.backward()
        adam.step()

    seconds = median_seconds(step, repeat)
    return {"what": "step", "preset": preset, "size": size, "seconds": round(seconds, 4)}


def measure_op(name, unit, work, forward, inputs, repeat):
    """`work` is in units of 1e9 for the forward pass; `backward` counts twice that."""
    for tensor in inputs:
        tensor.requires_grad_()
    out = forward()
    cotangent = torch.randn_like(out)
    with torch.no_grad():
        ahead = median_seconds(forward, repeat)
    back = median_seconds(lambda: torch.autograd.grad(out, inputs, cotangent, retain_graph=True), repeat)
    return {
        "what": "op", "op": name, "unit": unit,
        "forward": round(work / ahead, 1), "backward": round(2 * work / back, 1),
        "forward_ms": round(ahead * 1e3, 3), "backward_ms": round(back * 1e3, 3),
    }


def measure_conv(inputs, outputs, size, stride, pixels, repeat):
    layer = conv(inputs, outputs, size, stride)
    x = torch.randn(1, inputs, pixels, pixels)
    side = -(-pixels // stride)
    work = 2e-9 * side * side * inputs * outputs * size * size
    name = f"conv{size}x{size}{'/2' if stride == 2 else ''} {inputs}>{outputs} @{pixels}"
    return measure_op(name, "GFLOP/s", work, lambda: layer(x), [x, layer.weight, layer.bias], repeat)


def measure_ops(repeat):
    yield measure_conv(128, 128, 3, 1, 128, repeat)
    yield measure_conv(144, 128, 3, 1, 252, repeat)
    yield measure_conv(128, 128, 1, 1, 252, repeat)
    yield measure_conv(128, 128, 3, 2, 126, repeat)

    # Memory-bound ops count the bytes that must move: read once, write once (backward: twice that).
    x, norm = torch.randn(1, 128, 252, 252), nn.BatchNorm2d(128)
    norm_act = lambda: F.leaky_relu(norm(x), 0.2)
    yield measure_op("batch norm+LeakyReLU 128 @252", "GB/s", 8e-9 * x.numel(), norm_act, [x, norm.weight, norm.bias], repeat)

    skip, deep = torch.randn(1, 16, 252, 252), torch.randn(1, 128, 126, 126)
    moved = 4e-9 * (skip.numel() + deep.numel() + 144 * 252 * 252)
    yield measure_op("upsample+concat 16+128 @252", "GB/s", moved, lambda: join_skip(skip, deep), [skip, deep], repeat)

    a, b = torch.randn(1024, 64), torch.randn(64, 256)
    yield measure_op("matmul 1024x64x256", "GFLOP/s", 2e-9 * 1024 * 64 * 256, lambda: a @ b, [a, b], repeat)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--what", choices=["step", "ops"], default="step")
    parser.add_argument("--preset", choices=PRESETS, default="fast")
    parser.add_argument("--size", type=int, default=252, help="width and height of the output picture; a multiple of 4")
    parser.add_argument("--repeat", type=int, default=5)
    args = parser.parse_args()

    torch.manual_seed(0)
    torch.set_num_threads(os.cpu_count())
    if args.what == "ops":
        results = measure_ops(args.repeat)
    else:
        results = [measure_step(args.preset, args.size, args.repeat)]
    for result in results:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        about = {"threads": torch.get_num_threads(), "torch": torch.__version__, "peak_rss_mib": round(peak)}
        print(json.dumps({**result, **about}), flush=True)


if __name__ == "__main__":
    main()
