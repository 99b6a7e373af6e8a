using TorchSharp;

namespace EvoQuality.Kernel.Tests;

/// <summary>Torch's number of threads for a while; test collections run one after another.</summary>
public sealed class TorchThreads : IDisposable
{
    private readonly int _before = torch.get_num_threads();

    private TorchThreads(int count) => torch.set_num_threads(count);

    public static TorchThreads Use(int count) => new(count);

    public void Dispose() => torch.set_num_threads(_before);
}
