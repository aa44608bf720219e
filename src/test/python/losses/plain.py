"""Losses that pytorch-metric-learning lacks, as one writes them in PyTorch: whole matrices, no loops."""

import torch


class Plain(torch.nn.Module):
    """A loss on similarities with references, the batch standing first among them."""

    def forward(self, x, labels, references=None, reference_labels=None):
        references = x if references is None else references
        reference_labels = labels if reference_labels is None else reference_labels
        s = x @ references.t()
        positive = labels[:, None] == reference_labels[None, :]
        negative = ~positive
        positive[:, : len(x)].fill_diagonal_(False)
        return self.loss(s, positive, negative)


class BinomialDeviance(Plain):
    """Yi 2014, arXiv:1407.4979."""

    def loss(self, s, positive, negative):
        pull = torch.nn.functional.softplus(-2 * (s - 0.5)) * positive
        push = torch.nn.functional.softplus(40 * (s - 0.5)) * negative
        return (pull.sum(1) / positive.sum(1) + push.sum(1) / negative.sum(1)).mean()


class RecallAtK(Plain):
    """Patel 2022, arXiv:2108.11179: ranks from all pairs of references, as the authors' code."""

    def loss(self, s, positive, negative):
        # [anchor, positive, reference]: how far the reference stands before the positive.
        ahead = torch.sigmoid((s[:, None, :] - s[:, :, None]) / 0.01)
        others = (positive | negative)[:, None, :] & ~torch.eye(s.shape[1], dtype=torch.bool)
        ranks = 1 + (ahead * others).sum(2)
        recalls = []
        for k in (1, 2, 4, 8, 16):
            within = torch.sigmoid(k - ranks) * positive
            recalls.append((within.sum(1) / positive.sum(1)).mean())
        return 1 - torch.stack(recalls).mean()
