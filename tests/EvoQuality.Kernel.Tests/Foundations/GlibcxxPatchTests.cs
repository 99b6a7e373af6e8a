using EvoQuality.Foundations;

namespace EvoQuality.Kernel.Tests;

public class GlibcxxPatchTests
{
    [Fact]
    public void A_library_without_the_symbol_is_left_alone()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && NativeTorch.Folder is not null, "needs the Linux libraries of libtorch");
        var library = Directory.EnumerateFiles(NativeTorch.Folder!, "libgomp*.so*").FirstOrDefault();
        Assert.SkipWhen(library is null, "this libtorch brings no libgomp");
        var bytes = File.ReadAllBytes(library!);
        var before = (byte[])bytes.Clone();
        Assert.False(GlibcxxPatch.Apply(bytes));
        Assert.Equal(before, bytes);
    }

    [Fact]
    public void The_bridge_changes_in_a_few_bytes_and_only_once()
    {
        var bridge = Directory.EnumerateFiles(AppContext.BaseDirectory, "libLibTorchSharp.so", SearchOption.AllDirectories).FirstOrDefault();
        Assert.SkipWhen(bridge is null, "TorchSharp's bridge does not lie beside these tests");
        var bytes = File.ReadAllBytes(bridge!);
        var before = (byte[])bytes.Clone();

        Assert.True(GlibcxxPatch.Apply(bytes));
        Assert.InRange(before.Zip(bytes).Count(pair => pair.First != pair.Second), 1, 32);

        var once = (byte[])bytes.Clone();
        Assert.False(GlibcxxPatch.Apply(bytes));
        Assert.Equal(once, bytes);
    }
}
