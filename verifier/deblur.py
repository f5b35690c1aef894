"""Blur taken back by Wiener's filter: as sharp as it can be made without the noise drowning it."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from verifier.picture import Grey

Kernel = npt.NDArray[np.float32]
RIM = 16


def unblurred(picture: Grey, kernel: Kernel, noise: float) -> Grey:
    """The picture as it was before `kernel` blurred it; `noise` is the share of noise power, 0.01 to 0.1."""
    high, wide = (cv2.getOptimalDFTSize(side + 2 * RIM) for side in picture.shape)
    below, right = high - picture.shape[0] - RIM, wide - picture.shape[1] - RIM
    framed = cv2.copyMakeBorder(picture, RIM, below, RIM, right, cv2.BORDER_REPLICATE)
    seen = np.fft.rfft2(framed.astype(np.float32))
    centred = np.zeros((high, wide), np.float32)
    centred[: kernel.shape[0], : kernel.shape[1]] = kernel
    shift = (-(kernel.shape[0] // 2), -(kernel.shape[1] // 2))
    blur = np.fft.rfft2(np.roll(centred, shift, (0, 1)))
    sharp = np.fft.irfft2(seen * np.conj(blur) / (np.abs(blur) ** 2 + noise), s=(high, wide))
    inside = sharp[RIM : RIM + picture.shape[0], RIM : RIM + picture.shape[1]]
    return np.clip(inside, 0, 255).astype(np.uint8)


def soft(sigma: float) -> Kernel:
    """The blur of a lens that is a little out of focus: a Gaussian of `sigma` pixels."""
    side = np.arange(-int(3 * sigma + 1), int(3 * sigma + 1) + 1, dtype=np.float32)
    line = np.exp(-(side**2) / (2 * sigma * sigma))
    kernel = np.outer(line, line)
    return np.asarray(kernel / kernel.sum(), np.float32)


def streaked(blur: Kernel, length: float, degrees: float) -> Kernel:
    """`blur` and a hand that moved `length` pixels either way, at most 9, while the shutter was open."""
    middle = 44
    reach = np.array((np.cos(np.radians(degrees)), np.sin(np.radians(degrees)))) * length * 4
    fine = np.zeros((2 * middle, 2 * middle), np.float32)
    begin, end = ((middle + sign * reach).astype(int).tolist() for sign in (-1, 1))
    cv2.line(fine, begin, end, 1.0, 5, cv2.LINE_AA)
    line = cv2.resize(fine, (11, 11), interpolation=cv2.INTER_AREA)
    kernel = cv2.filter2D(np.pad(line, 6), -1, blur)
    return np.asarray(kernel / kernel.sum(), np.float32)
