"""Second stages that were tried on top of the production score and left out: functions of (scores, text,
asked).

Scores: needs x offers; text and asked: the sparse forms they are the product of.
"""

import numpy as np
from scipy import sparse
from sklearn.utils.extmath import randomized_svd

Matrix = sparse.csr_matrix


def feedback(
    scores: np.ndarray, text: Matrix, asked: Matrix, *, best: int, terms: int, share: float
) -> np.ndarray:
    """RM3: the need takes the heaviest terms of its best offers (Lavrenko and Croft 2001; Abdul-Jaleel et al.
    2004).
    """
    lengthless = unit(text)
    found = scores.copy()
    for row in range(len(scores)):
        top = np.argsort(-scores[row], kind="stable")[:best]
        top = top[scores[row, top] > 0]
        if not len(top):
            continue
        weights = scores[row, top] / scores[row, top].sum()
        model = np.asarray((sparse.diags(weights) @ lengthless[top]).sum(axis=0)).ravel()
        kept = np.argsort(-model, kind="stable")[:terms]
        model = model[kept] / np.linalg.norm(model[kept]) * np.linalg.norm(asked[row].data)
        found[row] = (1 - share) * scores[row] + share * np.asarray(text[:, kept] @ model).ravel()
    return found


def latent(scores: np.ndarray, text: Matrix, asked: Matrix, *, dimensions: int, share: float) -> np.ndarray:
    """Latent semantic analysis added in, for offers that share a word anyway (Deerwester et al. 1990)."""
    used = np.bincount(text.indices, minlength=text.shape[1]) > 1
    left, right = unit(asked[:, used]), unit(text[:, used])
    _u, _s, axes = randomized_svd(sparse.vstack([right, left]), dimensions, n_iter=3, random_state=0)
    needs, offers = _unit_rows(left @ axes.T), _unit_rows(right @ axes.T)
    most = np.maximum(scores.max(axis=1, keepdims=True), 1e-12)
    return np.where(scores > 0, scores / most + share * np.maximum(needs @ offers.T, 0), 0.0)


def neighbours(
    scores: np.ndarray, text: Matrix, asked: Matrix, *, candidates: int, nearest: int, share: float
) -> np.ndarray:
    """Each of the best candidates takes a share of the scores of its nearest ones (Diaz 2005)."""
    lengthless = unit(text)
    found = scores.copy()
    for row in range(len(scores)):
        top = np.argsort(-scores[row], kind="stable")[:candidates]
        top = top[scores[row, top] > 0]
        if len(top) < 3:
            continue
        close = (lengthless[top] @ lengthless[top].T).toarray()
        np.fill_diagonal(close, 0.0)
        if len(top) > nearest:
            close[close < np.sort(close, axis=1)[:, -nearest][:, None]] = 0.0
        around = close @ scores[row, top] / np.maximum(close.sum(axis=1), 1e-12)
        found[row] = scores[row] * (1 - share) / 2  # below all candidates
        found[row, top] = (1 - share) * scores[row, top] + share * around
    return found


def unit(matrix: Matrix) -> Matrix:
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return (sparse.diags(1 / np.maximum(lengths, 1e-12)) @ matrix).tocsr()


def _unit_rows(rows: np.ndarray) -> np.ndarray:
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
