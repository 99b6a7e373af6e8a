using EvoQuality.Foundations;
using TorchSharp;

namespace EvoQuality.Kernel.Tests;

public class NativeTorchTests
{
    [Fact]
    public void Torch_loads_on_this_machine_and_computes()
    {
        NativeTorch.EnsureLoaded();
        using var sum = torch.ones(3, 4).sum();
        Assert.Equal(12f, sum.item<float>());
        Assert.NotNull(NativeTorch.Folder);
    }
}
