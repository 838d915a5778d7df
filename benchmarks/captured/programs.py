"""The public training scripts that are captured: where they are, how they are started, and which data they read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

Data = tuple[str | int, ...]
"""A kind of `synthetic.KINDS`, a path, and numbers."""


@dataclass(frozen=True)
class Script:
    """One script of a public repository."""

    repository: str
    """Owner and name."""
    path: str
    arguments: str = ""
    folder: str = "."
    """Where in the repository it is started."""
    data: tuple[Data, ...] = ()
    """Paths are relative to the folder; a leading ~ is the home folder."""
    module: str = ""
    """The name of its module, if it is started as one."""
    runs: int = 3
    """Training runs after which it is enough."""

    variant: str = ""
    """Tells apart those that differ in their arguments alone."""

    @property
    def name(self) -> str:
        """What its bundle is called."""
        words = [self.repository.split("/")[1], Path(self.path).stem, self.variant]
        return "+".join(word for word in words if word)


def scripts(only: list[str]) -> Iterator[Script]:
    """Those whose names hold one of the words, or all."""
    return (one for one in SCRIPTS if not only or any(word in one.name for word in only))


GCP = "GoogleCloudPlatform/tensorflow-without-a-phd"
MNIST = ("mnist_files", "data", 600, 200)
GANS = "hwalsuklee/tensorflow-generative-model-collections"
DTN = "yunjey/domain-transfer-network"
TPU = "tensorflow/tpu"

SCRIPTS = (
    Script("MorvanZhou/Tensorflow-Tutorial", "tutorial-contents/502_batch_normalization.py",
           folder="tutorial-contents"),
    Script("MG2033/ShuffleNet", "main.py", "--config config/test.json"),
    *(
        Script(GCP, f"tensorflow-mnist-tutorial/mnist_4.{name}.py", folder="tensorflow-mnist-tutorial",
               data=(MNIST,), runs=2)
        for name in ("0_batchnorm_five_layers_sigmoid", "1_batchnorm_five_layers_relu", "2_batchnorm_convolutional")
    ),
    Script(GCP, "tensorflow-mnist-tutorial/mlengine/trainer/task.py", "--hp-iterations 3",
           folder="tensorflow-mnist-tutorial/mlengine", module="trainer.task", data=(MNIST,)),
    Script("openai/supervised-reptile", "run_miniimagenet.py", "--meta-iters 1 --inner-iters 2 --eval-samples 2",
           data=(("image_classes", "data/miniimagenet", 5, 12),), runs=4),
    Script("charlesq34/pointnet", "train.py", "--batch_size 4 --num_point 128 --max_epoch 1",
           data=(("model_net", "data/modelnet40_ply_hdf5_2048", 8, 1),)),
    Script("feifeibear/Distributed-ResNet-Tensorflow", "resnet_single.py",
           "--train_data_path=data/data_batch* --log_root=log --train_dir=log/train",
           data=(("cifar_binary", "data", 400),)),
    Script("AntreasAntoniou/DAGAN", "train_omniglot_dagan.py", "--batch_size 2 --num_generations 4",
           data=(("array", "datasets/omniglot_data.npy", 1620, 4, 28, 28, 1),)),
    *(
        Script(GANS, "main.py", f"--gan_type {kind} --epoch 1", variant=kind,
               data=(("mnist_files", "data/mnist", 60000, 10000),))
        for kind in ("GAN", "VAE")
    ),
    Script(DTN, "main.py", "--mode=pretrain", variant="pretrain", data=(("svhn", "svhn", 300, 200),), runs=10),
    Script(DTN, "main.py", "--mode=train", variant="train",
           data=(("svhn", "svhn", 300, 200), ("resized_mnist", "mnist", 200))),
    Script("hellochick/ICNet-tensorflow", "train.py", "--dataset=cityscapes --update-mean-var --train-beta-gamma",
           data=(("cityscapes", "data/cityscapes_dataset", 2),)),
    Script("YunYang1994/tensorflow-yolov3", "train.py", runs=1, data=(
        ("boxed_images", "data/dataset/voc_train.txt", 6, 0), ("boxed_images", "data/dataset/voc_test.txt", 2, 0))),
    Script("wizyoung/YOLOv3_TensorFlow", "train.py", data=(
        ("boxed_images", "data/my_data/train.txt", 6, 1), ("boxed_images", "data/my_data/val.txt", 2, 1))),
    Script("pudae/tensorflow-densenet", "train_image_classifier.py",
           "--dataset_name=cifar10 --dataset_dir=data --train_dir=log --model_name=densenet121 --train_image_size=64 "
           "--batch_size=4 --max_number_of_steps=3 --clone_on_cpu=True --num_readers=1 --num_preprocessing_threads=1",
           data=(("image_records", "data/cifar10_train.tfrecord", 100, 32),)),
    Script("argman/EAST", "multigpu_train.py",
           "--gpu_list=0 --input_size=128 --batch_size_per_gpu=2 --num_readers=2 --checkpoint_path=log/ "
           "--training_data_path=training_samples"),
    Script(TPU, "models/experimental/inception/inception_v3_old.py",
           "--use_tpu=False --master= --batch_size=2 --train_steps=3 --iterations=1 --model_dir=log --width=299 "
           "--height=299",
           folder="models/experimental/inception"),
    Script("msinto93/D4PG", "train.py"),
    *(
        Script("arashno/tensorflow_multigpu_imagenet", "run.py", variant=variant, arguments=
               "train --train_info data/train.txt --val_info data/val.txt --batch_size 2 --num_classes 10 "
               "--num_prefetch 8 --num_threads 1 --num_epochs 1 --num_batches 2 --log_dir log "
               f"--architecture resnet18 {rest}",
               data=(("labelled_images", "data/train.txt", 20), ("labelled_images", "data/val.txt", 4)))
        for variant, rest in (("whole", ""), ("last_layer", "--transfer_mode 1"))
    ),
    Script("Belval/CRNN", "CRNN/run.py", "--train --test -ex data -bs 4 -it 1 -ttr 0.5", data=(("words", "data", 16),)),
    Script("soloice/mnist-bn", "mnist_bn.py", "--data_dir=data", data=(("mnist_files", "data", 6000, 200),)),
)  # fmt: skip
