TAGS = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
LINK_WIDTH = 96
DISTANCE_BUCKETS = 22
import numpy as np
def distance_bucket(offsets):
    """Signed log distance."""
    magnitude = np.minimum(np.ceil(np.log2(np.abs(offsets) + 1)), 10).astype(np.int64)
    return np.where(offsets < 0, 11 + magnitude, magnitude)
