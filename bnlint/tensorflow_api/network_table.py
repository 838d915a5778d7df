"""Data of `networks`: which layers the ready-made networks of `tf.contrib.slim.nets` consist of."""

RESIDUAL_UNITS: dict[str, tuple[int, ...]] = {
    "50": (3, 4, 6, 3),
    "101": (3, 4, 23, 3),
    "152": (3, 8, 36, 3),
    "200": (3, 24, 36, 3),
}
"""By the number in the name of a residual network: how many bottleneck units each of its blocks has."""

STEMS: dict[str, str] = {
    "InceptionV1": "Conv2d_1a_7x7 Conv2d_2b_1x1 Conv2d_2c_3x3",
    "InceptionV2": "=Conv2d_1a_7x7 Conv2d_2b_1x1 Conv2d_2c_3x3",
    "InceptionV3": "Conv2d_1a_3x3 Conv2d_2a_3x3 Conv2d_2b_3x3 Conv2d_3b_1x1 Conv2d_4a_3x3",
}
"""The first layers of the Inception networks; those behind `=` have no normaliser."""

MIXED: dict[str, dict[str, str]] = {
    "InceptionV1": {
        "3b 3c 4b 4c 4d 4e 4f": "0a_1x1 | 0a_1x1 0b_3x3 | 0a_1x1 0b_3x3 | 0b_1x1",
        "5b": "0a_1x1 | 0a_1x1 0b_3x3 | 0a_1x1 0a_3x3 | 0b_1x1",
        "5c": "0a_1x1 | 0a_1x1 0b_3x3 | 0a_1x1 0b_3x3 | 0b_1x1",
    },
    "InceptionV2": {
        "3b 3c": "0a_1x1 | 0a_1x1 0b_3x3 | 0a_1x1 0b_3x3 0c_3x3 | 0b_1x1",
        "4a": "0a_1x1 1a_3x3 | 0a_1x1 0b_3x3 1a_3x3",
        "4b 4c 4d 4e": "0a_1x1 | 0a_1x1 0b_3x3 | 0a_1x1 0b_3x3 0c_3x3 | 0b_1x1",
        "5a": "0a_1x1 1a_3x3 | 0a_1x1 0b_3x3 1a_3x3",
        "5b 5c": "0a_1x1 | 0a_1x1 0b_3x3 | 0a_1x1 0b_3x3 0c_3x3 | 0b_1x1",
    },
    "InceptionV3": {
        "5b": "0a_1x1 | 0a_1x1 0b_5x5 | 0a_1x1 0b_3x3 0c_3x3 | 0b_1x1",
        "5c": "0a_1x1 | 0b_1x1 Conv_1_0c_5x5 | 0a_1x1 0b_3x3 0c_3x3 | 0b_1x1",
        "5d": "0a_1x1 | 0a_1x1 0b_5x5 | 0a_1x1 0b_3x3 0c_3x3 | 0b_1x1",
        "6a": "1a_1x1 | 0a_1x1 0b_3x3 1a_1x1",
        "6b 6c 6d 6e": "0a_1x1 | 0a_1x1 0b_1x7 0c_7x1 | 0a_1x1 0b_7x1 0c_1x7 0d_7x1 0e_1x7 | 0b_1x1",
        "7a": "0a_1x1 1a_3x3 | 0a_1x1 0b_1x7 0c_7x1 1a_3x3",
        "7b": "0a_1x1 | 0a_1x1 0b_1x3 0b_3x1 | 0a_1x1 0b_3x3 0c_1x3 0d_3x1 | 0b_1x1",
        "7c": "0a_1x1 | 0a_1x1 0b_1x3 0c_3x1 | 0a_1x1 0b_3x3 0c_1x3 0d_3x1 | 0b_1x1",
    },
}
"""The modules of the Inception networks, by what stands behind `Mixed_`, in order; their branches stand between `|`.

Of the convolutions it is what stands behind `Conv2d_`, but where the name is another (`Conv_1_0c_5x5`).
"""

HEADS: dict[str, str] = {
    "InceptionV1": "=Logits/Conv2d_0c_1x1",
    "InceptionV2": "=Logits/Conv2d_1c_1x1",
    "InceptionV3": "AuxLogits/Conv2d_1b_1x1 AuxLogits/Conv2d_2a_5x5 =AuxLogits/Conv2d_2b_1x1 =Logits/Conv2d_1c_1x1",
}
"""The last layers, as in `STEMS`."""
