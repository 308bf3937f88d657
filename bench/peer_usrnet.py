"""USRNet in PyTorch: the peer that bench/usrnet.ts is measured against.

  /usr/bin/python3 bench/peer_usrnet.py --weights usrnet_tiny.pth --side 1024 --scale 2 --out result.f32

Restores a picture that it makes itself, as bench/usrnet.ts does. Prints one JSON object: seconds of the best of
--repeat runs and the process's peak memory; writes the last picture, channels last. Needs PyTorch (Debian:
python3-torch) and nothing else of this repository.
"""

import argparse
import json
import math
import resource
import time

import torch
import torch.nn.functional as F

BLOCKS, LEVELS, KERNEL = 2, 3, 11


def made_picture(side):
    """Stripes of three frequencies: the same numbers as in bench/usrnet.ts."""
    rows = torch.arange(side, dtype=torch.float64)[:, None]
    columns = torch.arange(side, dtype=torch.float64)[None, :]
    planes = [0.5 + 0.4 * torch.sin(rows * (0.11 + 0.07 * c) + columns * (0.23 - 0.05 * c)) for c in range(3)]
    return torch.stack(planes)[None].float()


def made_kernel():
    at = torch.arange(KERNEL, dtype=torch.float64) - KERNEL // 2
    weights = torch.exp(-(at[:, None] ** 2 / 3 + at[None, :] ** 2 / 5))
    return (weights / weights.sum()).float()


def spectrum_of_blur(kernel, side):
    """Of the true convolution that sampling a cross-correlation with the kernel amounts to."""
    plane = torch.zeros(side, side)
    plane[:KERNEL, :KERNEL] = torch.flip(kernel, [0, 1])
    return torch.fft.fft2(torch.roll(plane, (-(KERNEL // 2), -(KERNEL // 2)), (0, 1)))


def folded(spectrum, scale):
    side = spectrum.shape[-1] // scale
    return spectrum.reshape(*spectrum.shape[:-2], scale, side, scale, side).mean((-4, -2))


class Usrnet:
    def __init__(self, weights):
        self.w = weights

    def conv(self, x, name, stride=1):
        return F.conv2d(x, self.w[name + ".weight"], stride=stride, padding=1 if stride == 1 else 0)

    def blocks(self, x, name, first):
        for i in range(BLOCKS):
            block = f"{name}.{first + i}.res"
            x = x + self.conv(torch.relu_(self.conv(x, block + ".0")), block + ".2")
        return x

    def level(self, x, i):
        if i > LEVELS:
            return x + self.blocks(x, "p.m_body", 0)
        down, up = f"p.m_down{i}", f"p.m_up{i}"
        y = self.level(self.conv(self.blocks(x, down, 0), f"{down}.{BLOCKS}", 2), i + 1)
        y = F.conv_transpose2d(y, self.w[f"{up}.0.weight"], stride=2)
        return x + self.blocks(y, up, 1)

    def denoise(self, x):
        height, width = x.shape[2:]
        x = F.pad(x, (0, -width % 2**LEVELS, 0, -height % 2**LEVELS), mode="replicate")
        return self.conv(self.level(self.conv(x, "p.m_head"), 1), "p.m_tail")[..., :height, :width]

    def strengths(self, sigma, scale):
        x = torch.tensor([[sigma, float(scale)]])
        for layer in (0, 2, 4):
            x = F.linear(x, self.w[f"h.mlp.{layer}.weight"].flatten(1), self.w[f"h.mlp.{layer}.bias"])
            x = F.softplus(x) if layer == 4 else torch.relu(x)
        return (x[0] + 1e-6).chunk(2)

    def restore(self, y, kernel, scale, sigma):
        side = y.shape[-1] * scale
        blur = spectrum_of_blur(kernel, side)
        power = folded(blur.abs() ** 2, scale)
        sampled = torch.zeros(1, 3, side, side)
        sampled[..., ::scale, ::scale] = y
        given = blur.conj() * torch.fft.fft2(sampled)
        x = F.interpolate(y, scale_factor=scale, mode="nearest")
        for alpha, beta in zip(*self.strengths(sigma, scale)):
            right = given + torch.fft.fft2(alpha * x)
            part = (folded(blur * right, scale) / (power + alpha)).repeat(1, 1, scale, scale)
            z = torch.fft.ifft2((right - blur.conj() * part) / alpha).real
            x = self.denoise(torch.cat([z, beta.expand(1, 1, side, side)], 1))
        return x


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--weights", required=True)
    options.add_argument("--side", type=int, default=1024)
    options.add_argument("--scale", type=int, default=2)
    options.add_argument("--repeat", type=int, default=2)
    options.add_argument("--out")
    args = options.parse_args()
    net = Usrnet(torch.load(args.weights, map_location="cpu"))
    y = made_picture(args.side // args.scale)
    best = math.inf
    with torch.no_grad():
        for _ in range(args.repeat):
            started = time.perf_counter()
            x = net.restore(y, made_kernel(), args.scale, 2.55 / 255)
            best = min(best, time.perf_counter() - started)
    if args.out:
        x[0].permute(1, 2, 0).contiguous().numpy().astype("<f4").tofile(args.out)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": best, "peakMiB": peak, "threads": torch.get_num_threads()}))


main()
