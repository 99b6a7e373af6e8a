using EvoQuality.Tool;
using EvoQuality.Tool.Commands;

namespace EvoQuality.Notebooks.Tests;

public sealed class DoctorCommandTests : Evoquality
{
    [Fact]
    public async Task This_machine_passes_and_every_check_is_named()
    {
        Assert.Equal(0, await Run("doctor"));
        string[] checks = [".NET", "memory", "JPEG", "PNG", "WebP", "BMP", "TIFF", "fonts", "Jupyter", "EVO_QWEN_TOKENIZER", "libtorch", "bridge", "EVO_LIBTORCH", "threads", "matrix product", "GPU", "pocket policy", "EVO_DATA"];
        Assert.All(checks, check => Assert.Contains(check, Output.ToString(), StringComparison.Ordinal));
        Assert.Contains("512 x 512 x 512 exact", Output.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("Ready.", Output.ToString().TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_check_exits_with_1_and_says_the_remedy()
    {
        var code = DoctorCommand.Run(Output, [new Finding("a", Verdict.Good, "fine"), new Finding("b", Verdict.Bad, "[broken]", "mend it")]);
        Assert.Equal(1, code);
        Assert.Contains("FAIL b [broken]", Output.ToString(), StringComparison.Ordinal);
        Assert.Contains("-> mend it", Output.ToString(), StringComparison.Ordinal);
        Assert.Contains("Not ready: 1 of 2 checks failed.", Output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_note_is_no_failure() =>
        Assert.Equal(0, DoctorCommand.Run(Output, [new Finding("a", Verdict.Note, "odd", "look at it")]));

    [Fact]
    public void A_policy_without_weights_is_noted_with_the_remedy()
    {
        Directory.CreateDirectory(At("Pocket"));
        Assert.Equal(Verdict.Note, MachineChecks.Policy(At("Pocket")).Verdict);
        Assert.Contains("warm-start", MachineChecks.Policy(At("Pocket")).Remedy, StringComparison.Ordinal);
        TinyPolicyFolder.Write(At("Pocket"));
        Assert.Equal(Verdict.Good, MachineChecks.Policy(At("Pocket")).Verdict);
    }

    [Fact]
    public void A_format_that_does_not_come_back_fails_with_its_package()
    {
        var finding = PictureFormats.Check("TIFF", "Magick.NET-Q8-AnyCPU", () => throw new DllNotFoundException("no library"));
        Assert.Equal((Verdict.Bad, "no library"), (finding.Verdict, finding.Found));
        Assert.Contains("Magick.NET-Q8-AnyCPU", finding.Remedy, StringComparison.Ordinal);
        Assert.Equal(Verdict.Bad, PictureFormats.Check("PNG", "SkiaSharp", () => false).Verdict);
    }

    [Fact]
    public void Fonts_and_Jupyter_are_found_or_noted_with_what_to_install()
    {
        Directory.CreateDirectory(At("there"));
        Assert.Contains("fonts-dejavu-core", SystemSoftware.Fonts([At("there"), At("nowhere")]).Remedy, StringComparison.Ordinal);
        Assert.Equal(Verdict.Note, SystemSoftware.Jupyter(At("there")).Verdict);
        File.WriteAllText(At("there/some.ttf"), "");
        File.WriteAllText(At("there/jupyter-lab"), "");
        Assert.Equal("1 font files", SystemSoftware.Fonts([At("there")]).Found);
        Assert.Equal("jupyter-lab", SystemSoftware.Jupyter($"{At("nowhere")}{Path.PathSeparator}{At("there")}").Found);
    }

    [Fact]
    public void A_tokenizer_folder_that_does_not_read_is_noted()
    {
        Assert.Equal(Verdict.Good, MachineChecks.Tokenizer(null).Verdict);
        var finding = MachineChecks.Tokenizer(At("nowhere"));
        Assert.Equal(Verdict.Note, finding.Verdict);
        Assert.Contains(At("nowhere"), finding.Found, StringComparison.Ordinal);
        Assert.Contains("605 tokens", MachineChecks.Tokenizer(Path.Combine(AppContext.BaseDirectory, MachineChecks.PocketFolder)).Found, StringComparison.Ordinal);
    }
}
