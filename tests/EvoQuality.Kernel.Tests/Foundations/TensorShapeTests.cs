using EvoQuality.Foundations;
using TorchSharp;

namespace EvoQuality.Kernel.Tests;

public class TensorShapeTests
{
    [Fact]
    public void A_wrong_shape_is_told_with_its_name_letters_and_sizes()
    {
        using var logits = torch.zeros(2, 3);
        var error = Assert.Throws<ArgumentException>(() => TensorShape.Expect(logits, "logits", "(S, L)", -1, 4));
        Assert.StartsWith("logits must have shape (S, L) = (*, 4), but has (2, 3).", error.Message);
        Assert.Equal("logits", error.ParamName);
    }

    [Fact]
    public void The_number_of_axes_counts()
    {
        using var logits = torch.zeros(2, 3);
        Assert.Throws<ArgumentException>(() => TensorShape.Expect(logits, "logits", "(S)", 2));
        Assert.Throws<ArgumentException>(() => TensorShape.Expect(logits, "logits", "(S, L, V)", 2, 3, -1));
    }

    [Fact]
    public void A_right_shape_and_free_axes_pass()
    {
        using var logits = torch.zeros(2, 3);
        TensorShape.Expect(logits, "logits", "(S, L)", 2, 3);
        TensorShape.Expect(logits, "logits", "(S, L)", -1, -1);
    }
}
