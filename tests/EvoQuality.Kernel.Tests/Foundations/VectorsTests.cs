using EvoQuality.Foundations;
using static TorchSharp.torch;

namespace EvoQuality.Kernel.Tests;

public sealed class VectorsTests
{
    [Fact]
    public void A_tensor_is_read_and_written_along_its_last_axis()
    {
        using var scope = NewDisposeScope();
        var tensor = arange(24, dtype: ScalarType.Float32).view(2, 3, 4);
        var vectors = new Vectors(tensor);
        Assert.Equal(6, vectors.Count);
        Assert.Equal([8f, 9, 10, 11], vectors[2].ToArray());
        Assert.Equal([16f, 17, 18, 19, 20, 21, 22, 23], vectors.Together(4, 2).ToArray());
        vectors[5][3] = -1;
        Assert.Equal(-1, tensor[1, 2, 3].item<float>());
        Assert.Equal(12, new Vectors(tensor[1])[0][0]); // a part that begins later in the same memory
    }

    [Fact]
    public void Memory_that_is_not_what_it_seems_is_refused()
    {
        using var scope = NewDisposeScope();
        var turned = Assert.Throws<ArgumentException>(() => new Vectors(zeros(2, 3).t()).Count);
        Assert.Contains("strides (1, 3)", turned.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new Vectors(zeros(2, 3, ScalarType.Float64)).Count);
    }
}
