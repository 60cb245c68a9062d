"""The texts that an exported script is made of."""

DIFFERENCES = """\
This script prints the same table. It adds up the same sums in another order, so the last digits may differ,
and more of them after many epochs or with a high learning rate."""
DIFFERENCES_WITH_DROPOUT = """\
This script begins with the same weights and reads the reviews in the same order, but other dice decide which
units are switched off (dropout). So its table differs by luck, on each backend of Keras in another way."""
LIMITED_LOSS = """\
On JAX and PyTorch, the loss of a review is never more than about 16. That shows if the network is very sure
of wrong answers, as after many epochs or with a high learning rate."""

SCRIPT = """\"\"\"A run of Sentiment Explorer, once more in plain Keras.

$settings

$figures

It needs Python 3.11 or later, and: pip install $packages
Any Keras from 3.2 on will do, also with JAX or PyTorch instead of TensorFlow (KERAS_BACKEND=jax or torch).
\"\"\"

$imports

EPOCHS = $epochs
BATCH_SIZE = $batch_size
VOCABULARY = $vocabulary
SEED = $seed

$reviews

$encoding


class Batches(keras.utils.PyDataset):
    def __init__(self, reviews, labels, order):
        super().__init__()
        self.reviews, self.labels, self.order = reviews, labels, order

    def __len__(self):
        return math.ceil(len(self.order) / BATCH_SIZE)

    def __getitem__(self, number):
        chosen = self.order[number * BATCH_SIZE : (number + 1) * BATCH_SIZE]
        return np.stack([encoded(self.reviews[review]) for review in chosen]), self.labels[chosen]

$labels
# 3. Build the network.

$network
network.compile(optimizer=keras.optimizers.$optimizer, loss="$loss", metrics=["accuracy"])

# 4. Give it the weights that the run began with. Keras would draw some at random, but others with each of its
# backends (TensorFlow, JAX, PyTorch). These are TensorFlow's: `philox` stirs the seed and a counter ten times
# (Salmon et al., 2011), and `glorot_uniform` spreads what comes of it evenly between two limits, which are
# the closer to 0 the larger the layer is (Glorot and Bengio, 2010).


def philox(words, keys):
    a, b, c, d = words
    for turn in range(10):
        first, second = ((key + turn * step) % 2**32 for key, step in zip(keys, (0x9E3779B9, 0xBB67AE85)))
        left, right = a * 0xD2511F53, c * 0xCD9E8D57
        a, b, c, d = right >> 32 ^ b ^ first, right % 2**32, left >> 32 ^ d ^ second, left % 2**32
    return a, b, c, d


def glorot_uniform(seed, inputs, units):
    *keys, third, fourth = philox((seed, 0, 0, 0), (0x3EC8F720, 0x02461E29))
    counter = np.arange(math.ceil(inputs * units / 4), dtype="uint64")
    words = np.stack(philox((counter, 0, third, fourth), keys), axis=1).reshape(-1)[: inputs * units]
    shares = (words % 2**23 / 2**23).astype("float32")
    limit = np.float32(math.sqrt(6 / (inputs + units)))
    return (shares * (2 * limit) - limit).reshape(inputs, units)


for number, layer in enumerate(layer for layer in network.layers if isinstance(layer, Dense)):
    kernel, biases = layer.get_weights()
    layer.set_weights([glorot_uniform(SEED * 10 + number, *kernel.shape), biases])


# 5. Train it. Each epoch reads all training reviews in another order; then the network judges the validation
# reviews. Keep the weights of the epoch in which it judges best.

validation = Batches(validation_reviews, validation_labels, np.arange(len(validation_reviews)))
names = ("loss", "accuracy", "val_loss", "val_accuracy")
print("epoch    loss  accuracy  val_loss  val_accuracy")
best, figures = 0, []
for epoch in range(EPOCHS):
    order = np.random.default_rng((SEED, epoch)).permutation(len(train_reviews))
    training = Batches(train_reviews, train_labels, order)
    history = network.fit(training, validation_data=validation, shuffle=False, verbose=0).history
    figures.append([history[name][0] for name in names])
    loss, accuracy, val_loss, val_accuracy = figures[-1]
    print(f"{epoch + 1:5}  {loss:6.4f}    {accuracy:6.4f}    {val_loss:6.4f}        {val_accuracy:6.4f}")
    if val_accuracy > best:
        best, best_epoch, best_weights = val_accuracy, epoch + 1, network.get_weights()

network.set_weights(best_weights)
print(f"The best is epoch {best_epoch}: {best:.1%} of the validation reviews right.")

# The network is yours now: network.save("my-network.keras") keeps it.
"""

KERAS = "import keras\nimport numpy as np\nfrom keras.layers import Dense"
