"""Curves: a loss by epoch, and a loss by one weight with its tangent."""

from itertools import cycle

import numpy as np

from .style import LINES, MARKERS, legend, legend_above, log_scale, new_axes, theme_of


def loss_curves(curves, ax=None, log=False, xlabel="epoch", past=()):
    """Losses by epoch. Returns ax.

    curves : {label: values from epoch 0}; ten are told apart by colour, line and marker.
    log : logarithmic loss axis. past : the labels to draw in grey.
    """
    ax = new_axes(ax)
    theme = theme_of(ax)
    looks = cycle(zip(theme.colors, LINES, MARKERS))
    for label, values in curves.items():
        if label in past:
            style = dict(color=theme.muted, linestyle=(0, (2, 2)), linewidth=1.4, zorder=1)
        else:
            color, line, marker = next(looks)
            every = max(1, len(values) // 8)
            style = dict(color=color, linestyle=line, marker=marker, markevery=every, markersize=5)
        ax.plot(np.arange(len(values)), values, label=label, **style)
    if log:
        log_scale(ax, "y")
    ax.set(xlabel=xlabel, ylabel="loss")
    if len(curves) > 1:
        legend_above(ax, columns=1 if len(curves) < 3 else (len(curves) + 1) // 2)
    return ax


def band(losses, ax):
    """The range of several runs' losses (runs, epochs), behind the curves. Returns ax."""
    theme = theme_of(ax)
    epochs = np.arange(losses.shape[1])
    ax.fill_between(
        epochs, losses.min(axis=0), losses.max(axis=0), color=theme.colors[0], alpha=0.2, zorder=0
    )
    return ax


def bands(groups, ax=None, log=False, xlabel="epoch"):
    """Median and range of several runs, by epoch, for each group. Returns ax.

    groups : {label: losses (epochs + 1, runs)}, as Starts has them. log : logarithmic loss axis.
    """
    ax = new_axes(ax)
    for losses, color in zip(groups.values(), theme_of(ax).colors):
        low, high = losses.min(axis=1), losses.max(axis=1)
        ax.fill_between(np.arange(len(losses)), low, high, color=color, alpha=0.2, linewidth=0)
    medians = {label: np.median(losses, axis=1) for label, losses in groups.items()}
    return loss_curves(medians, ax, log, xlabel)


def tangent(weights, losses, at, loss, slope, ax=None, symbol="w"):
    """The loss as a function of one weight, and its tangent at `at`. Returns ax.

    weights, losses : (n,). loss, slope : the loss at `at`, and its derivative there.
    """
    ax = new_axes(ax)
    theme = theme_of(ax)
    ax.plot(weights, losses, color=theme.colors[0], linewidth=2, label=f"loss as {symbol} varies")
    low, high = ax.get_ylim()
    line = loss + slope * (np.asarray(weights) - at)
    ax.plot(weights, line, color=theme.colors[1], linestyle="--", label=f"tangent, slope {slope:.4g}")
    ax.plot([at], [loss], "o", color=theme.ink, markersize=7)
    ax.set_ylim(low, high)
    ax.set(xlabel=f"weight {symbol}", ylabel="loss l")
    legend(ax, loc="upper left" if slope > 0 else "upper right")  # where neither runs
    return ax
