"""A receipt by a server's key, for tests that have no server."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.protocol.receipt import Receipt, sign_receipts


def sign_receipt(
    key: Ed25519PrivateKey, *, id: str, sha256: str, change_seq: int, received_at: str
) -> Receipt:
    """Sign one receipt."""
    claim = (id, sha256, change_seq, received_at)
    (receipt,) = sign_receipts(lambda many: [key.sign(one) for one in many], [claim])
    return receipt
