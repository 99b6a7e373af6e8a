using EvoQuality.Imaging;
using EvoQuality.Tool;

namespace EvoQuality.Notebooks.Tests;

/// <summary>The console as a person meets it: arguments in, text and exit code out; a folder for its files.</summary>
public abstract class Evoquality : IDisposable
{
    private readonly Scratch _scratch = new();

    /// <summary>What it said.</summary>
    protected StringWriter Output { get; } = new();

    /// <summary>What it complained about.</summary>
    protected StringWriter Error { get; } = new();

    /// <summary>The exit code of a command line.</summary>
    protected Task<int> Run(params string[] args) => ConsoleApp.RunAsync(args, Output, Error);

    /// <summary>A path in the test's folder.</summary>
    protected string At(string name) => _scratch.Path(name);

    /// <summary>Writes small generated pictures, each of another grey and with stripes.</summary>
    protected string Pictures(string folder, int count, int width = 60, int height = 48)
    {
        Directory.CreateDirectory(At(folder));
        for (var n = 0; n < count; n++)
        {
            var image = new RgbImage(width, height);
            for (var i = 0; i < image.Pixels.Length; i++) image.Pixels[i] = (byte)((n * 40) + (i % 7 * n));
            File.WriteAllBytes(At($"{folder}/p{n}.png"), ImageCodec.EncodePng(image));
        }

        return At(folder);
    }

    /// <summary>The test's folder goes.</summary>
    public void Dispose()
    {
        _scratch.Dispose();
        Output.Dispose();
        Error.Dispose();
        GC.SuppressFinalize(this);
    }
}
