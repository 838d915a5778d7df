"""Writes small synthetic data of the kinds that public training scripts read: noise in the right format.

Run by the interpreter that has TensorFlow, in the folder of a script: `python synthetic.py KIND PATH [NUMBER ...]`.
"""

import gzip
import os
import pickle
import struct
import sys
from typing import Any, Callable, Dict

import numpy as np

NOISE = np.random.RandomState(0)


def mnist_files(path: str, train: int, test: int) -> None:
    """The four files of MNIST, gzipped and not, in a folder."""
    for name, count in (("train", train), ("t10k", test)):
        few = NOISE.randint(0, 256, (min(count, 500), 784)).astype(np.uint8)
        images = np.resize(few, (count, 784))
        labels = np.arange(count).astype(np.uint8) % 10
        contents = {
            "-images-idx3-ubyte": struct.pack(">4i", 2051, count, 28, 28) + images.tobytes(),
            "-labels-idx1-ubyte": struct.pack(">2i", 2049, count) + labels.tobytes(),
        }
        for end, content in contents.items():
            with gzip.open(os.path.join(path, name + end + ".gz"), "wb", 1) as file:
                file.write(content)
            with open(os.path.join(path, name + end), "wb") as plain:
                plain.write(content)


def cifar_binary(path: str, each: int) -> None:
    """The six batches of CIFAR-10 as records of a label and an image, in a folder."""
    for name in [f"data_batch_{number}.bin" for number in range(1, 6)] + ["test_batch.bin"]:
        records = NOISE.randint(0, 256, (each, 3073)).astype(np.uint8)
        records[:, 0] %= 10
        records.tofile(os.path.join(path, name))


def model_net(path: str, shapes: int, files: int) -> None:
    """Point clouds of ModelNet40 in HDF5, in a folder, listed below the folder `data` of the current one."""
    h5py = __import__("h5py")
    for split in ("train", "test"):
        names = [os.path.join(path, f"ply_data_{split}{number}.h5") for number in range(files)]
        for name in names:
            with h5py.File(name, "w") as file:
                file["data"] = NOISE.uniform(-1, 1, (shapes, 2048, 3)).astype(np.float32)
                file["label"] = (np.arange(shapes) % 40).astype(np.uint8)[:, None]
        with open(os.path.join(path, split + "_files.txt"), "w") as list_:
            list_.write("".join(name + "\n" for name in names))


def image_classes(path: str, classes: int, images: int) -> None:
    """A folder for each class of images, as miniImageNet has them, in `train`, `val` and `test`."""
    image = __import__("PIL.Image", fromlist=["fromarray"])
    for split in ("train", "val", "test"):
        for number in range(classes):
            folder = os.path.join(path, split, f"n{number:08}")
            os.makedirs(folder, exist_ok=True)
            for place in range(images):
                pixels = NOISE.randint(0, 256, (84, 84, 3)).astype(np.uint8)
                image.fromarray(pixels).save(os.path.join(folder, f"{place}.JPEG"), "JPEG")


def _pixels(height: int, width: int) -> Any:
    """An image that a network can tell from others: noise over a gradient."""
    noise = NOISE.randint(0, 64, (height, width, 3))
    return (noise + np.linspace(0, 191, width)[None, :, None]).astype(np.uint8)


def _save_image(path: str, height: int, width: int) -> None:
    image = __import__("PIL.Image", fromlist=["fromarray"])
    os.makedirs(os.path.dirname(path), exist_ok=True)
    image.fromarray(_pixels(height, width)).save(path)


def boxed_images(path: str, count: int, indexed: int) -> None:
    """Images beside a list of them with a box or two each, as detectors of YOLO's kind read it.

    A line is the path and boxes, a comma between the numbers of each; where `indexed` is 1, an index, the path, the
    size, and the numbers with blanks between.
    """
    with open(path, "w") as list_:
        for number in range(count):
            name = os.path.abspath(os.path.join(os.path.dirname(path), "images", f"{number}.jpg"))
            _save_image(name, 240, 320)
            boxes = [(20, 30, 120, 160, 3), (150, 60, 300, 200, 7)]
            if indexed:
                words = [str(number), name, "320", "240"]
                words += [str(part) for one in boxes for part in (one[4], *one[:4])]
            else:
                words = [name] + [",".join(map(str, one)) for one in boxes]
            list_.write(" ".join(words) + "\n")


def labelled_images(path: str, count: int) -> None:
    """Images beside a list of them, a path and a label in each line."""
    with open(path, "w") as list_:
        for number in range(count):
            name = os.path.join(os.path.dirname(path), "images", f"{number}.jpg")
            _save_image(name, 64, 64)
            list_.write(f"{name} {number % 10}\n")


def words(path: str, count: int) -> None:
    """Images of words, which are the first part of their names."""
    for number in range(count):
        _save_image(os.path.join(path, "w{}rd_{}.jpg".format("o" * (number % 3 + 1), number)), 32, 90)


def cityscapes(path: str, count: int) -> None:
    """Street scenes with a class for each pixel, below a folder, and lists of them in `list` beside it."""
    os.makedirs(os.path.join(os.path.dirname(path), "list"), exist_ok=True)
    for split in ("train", "val"):
        with open(os.path.join(os.path.dirname(path), "list", f"cityscapes_{split}_list.txt"), "w") as list_:
            for number in range(count):
                names = [f"{kind}/{split}/{number}.png" for kind in ("leftImg8bit", "gtFine")]
                list_.write(" ".join(names) + "\n")
                for name in names:
                    _save_image(os.path.join(path, "cityscape", name), 128, 256)


def svhn(path: str, train: int, test: int) -> None:
    """House numbers in MATLAB's format, in a folder."""
    scipy = __import__("scipy.io", fromlist=["savemat"])
    for name, count in (("extra", train), ("train", train), ("test", test)):
        images = NOISE.randint(0, 256, (32, 32, 3, count)).astype(np.uint8)
        labels = (np.arange(count) % 10 + 1).astype(np.uint8)[:, None]
        scipy.savemat(os.path.join(path, name + "_32x32.mat"), {"X": images, "y": labels})


def resized_mnist(path: str, count: int) -> None:
    """Pickled digits of 32 x 32 pixels, in a folder."""
    images = NOISE.randint(0, 256, (count, 32, 32, 1)).astype(np.float32)
    for name in ("train.pkl", "test.pkl"):
        with open(os.path.join(path, name), "wb") as file:
            pickle.dump({"X": images, "y": np.arange(count) % 10}, file)


def image_records(path: str, count: int, size: int) -> None:
    """A TFRecord of PNG images with a label each, as TF-Slim's data sets have them."""
    tensorflow = __import__("tensorflow")
    io = __import__("io")
    image = __import__("PIL.Image", fromlist=["fromarray"])
    train = tensorflow.train
    with tensorflow.io.TFRecordWriter(path) as writer:
        for number in range(count):
            stream = io.BytesIO()
            image.fromarray(_pixels(size, size)).save(stream, "PNG")
            texts = {"image/encoded": stream.getvalue(), "image/format": b"png"}
            numbers = {"image/class/label": number % 10, "image/height": size, "image/width": size}
            features = {key: train.Feature(bytes_list=train.BytesList(value=[text])) for key, text in texts.items()}
            for key, value in numbers.items():
                features[key] = train.Feature(int64_list=train.Int64List(value=[value]))
            example = train.Example(features=train.Features(feature=features))
            writer.write(example.SerializeToString())


def array(path: str, *shape: int) -> None:
    """An array of noise between 0 and 1."""
    np.save(path, NOISE.uniform(0, 1, shape).astype(np.float32))


KINDS: Dict[str, Callable[..., Any]] = {
    one.__name__: one
    for one in (
        mnist_files, cifar_binary, model_net, image_classes, array, boxed_images,
        labelled_images, words, cityscapes, svhn, resized_mnist, image_records,
    )
}  # fmt: skip

if __name__ == "__main__":
    kind, target, numbers = sys.argv[1], sys.argv[2], [int(word) for word in sys.argv[3:]]
    is_folder = not os.path.splitext(target)[1]
    os.makedirs(target if is_folder else os.path.dirname(target) or ".", exist_ok=True)
    KINDS[kind](target, *numbers)
