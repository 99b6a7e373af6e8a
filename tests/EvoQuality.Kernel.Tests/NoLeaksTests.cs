using TorchSharp;
using Xunit.Sdk;

namespace EvoQuality.Kernel.Tests;

public class NoLeaksTests
{
    [Fact]
    public void A_body_that_disposes_everything_passes() =>
        NoLeaks.Check(() =>
        {
            using var ones = torch.ones(3);
            using var sum = ones.sum();
        });

    [Fact]
    public void A_forgotten_tensor_is_caught() =>
        Assert.Throws<TrueException>(() => NoLeaks.Check(() => torch.ones(3).sum().Dispose()));

    [Fact]
    public void A_tensor_moved_out_of_its_scope_and_forgotten_is_caught() =>
        Assert.Throws<TrueException>(() => NoLeaks.Check(() =>
        {
            using var scope = torch.NewDisposeScope();
            torch.ones(3).MoveToOuterDisposeScope();
        }));
}
