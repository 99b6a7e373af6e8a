using System.Text.Json.Nodes;
using EvoQuality.Notebooks.Jupyter;

namespace EvoQuality.Notebooks.Tests;

/// <summary>How a kernel begins and ends.</summary>
public sealed class KernelLifeTests : Evoquality
{
    [Fact]
    public void A_restart_ends_the_kernel_and_the_next_one_takes_its_ports_and_knows_nothing()
    {
        ConnectionFile connection;
        using (var first = new KernelHost())
        {
            connection = first.Connection;
            first.Client.Run("var old = 1;");
            var reply = first.Client.AskControl("shutdown_request", new JsonObject { ["restart"] = true });
            Assert.True((bool)reply["restart"]!);
            first.WaitForEnd();
        }
        using var second = new KernelHost(connection);
        Assert.Equal("CS0103", second.Client.Run("old").Reply["ename"]!.ToString());
    }

    [Fact]
    public void A_chart_of_a_later_session_has_another_name()
    {
        Assert.NotEqual(NameOfFirstChart(), NameOfFirstChart());

        static string NameOfFirstChart()
        {
            using var kernel = new KernelHost();
            var (_, told) = kernel.Client.Run("Plotly.NET.CSharp.Chart.Line<int, int, string>(new[] { 1, 2 }, new[] { 3, 4 })");
            var html = Assert.Single(told).Content["data"]!["text/html"]!.ToString();
            return System.Text.RegularExpressions.Regex.Match(html, "<div id=\"(chart-[^\"]+)\"").Groups[1].Value;
        }
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        using var holder = new KernelHost();
        var connection = JupyterClient.FreeConnection();
        File.WriteAllText(Write("connection.json"), System.Text.Json.JsonSerializer.Serialize(connection with { IopubPort = holder.Connection.IopubPort }));
        Assert.Equal(1, await Run("kernel", "--connection-file", At("connection.json")));
        Assert.Equal($"error: 127.0.0.1:{holder.Connection.IopubPort} (iopub_port) is taken by another program.\n", Error.ToString().ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData("""{"ip": "127.0.0.1" """, "is not a connection file")]
    [InlineData("""{"ip": "127.0.0.1", "shell_port": 1}""", "is not a connection file")]
    [InlineData("""{"ip": "x", "transport": "ipc", "shell_port": 1, "iopub_port": 2, "stdin_port": 3, "control_port": 4, "hb_port": 5, "key": "k"}""", "expected tcp")]
    [InlineData("""{"ip": "127.0.0.1", "signature_scheme": "hmac-md5", "shell_port": 1, "iopub_port": 2, "stdin_port": 3, "control_port": 4, "hb_port": 5, "key": "k"}""", "expected hmac-sha256")]
    [InlineData("""{"ip": "0.0.0.0", "shell_port": 1, "iopub_port": 2, "stdin_port": 3, "control_port": 4, "hb_port": 5, "key": ""}""", "expected a key")]
    public async Task A_connection_file_that_cannot_be_used_says_why(string json, string why)
    {
        File.WriteAllText(Write("connection.json"), json);
        Assert.Equal(1, await Run("kernel", "--connection-file", At("connection.json")));
        Assert.Contains(why, Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Install_writes_the_kernel_and_uninstall_takes_it_away()
    {
        Assert.Equal(0, await Run("install", "--prefix", At("p")));
        var folder = At("p/share/jupyter/kernels/.net-csharp");
        var specification = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "kernel.json")))!;
        Assert.Contains("EvoQuality", specification["display_name"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal(("C#", "message"), (specification["language"]!.ToString(), specification["interrupt_mode"]!.ToString()));
        Assert.Equal("0", specification["env"]!["DOTNET_TieredPGO"]!.ToString());
        Assert.Equal("{connection_file}", specification["argv"]!.AsArray()[^1]!.ToString());
        Assert.True(File.Exists(specification["argv"]![1]!.ToString()));
        Assert.True(new FileInfo(Path.Combine(folder, "plotly.min.js")).Length > 1_000_000);

        Assert.Equal(0, await Run("uninstall", "--prefix", At("p")));
        Assert.False(Directory.Exists(folder));
        Assert.Equal(1, await Run("uninstall", "--prefix", At("p")));
        Assert.Contains("There is no EvoQuality", Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_programs_kernel_of_the_same_name_is_not_removed()
    {
        var folder = Directory.CreateDirectory(At("p/share/jupyter/kernels/.net-csharp")).FullName;
        File.WriteAllText(Path.Combine(folder, "kernel.json"), """{"argv": ["dotnet"], "display_name": ".NET (C#)"}""");
        Assert.Equal(1, await Run("uninstall", "--prefix", At("p")));
        Assert.True(File.Exists(Path.Combine(folder, "kernel.json")));
    }

    [Theory]
    [InlineData("""{"argv": ["dotnet"], "display_name": ".NET (C#)"}""")]
    [InlineData("garbled")]
    public async Task Another_programs_kernel_of_the_same_name_is_not_overwritten(string specification)
    {
        var folder = Directory.CreateDirectory(At("p/share/jupyter/kernels/.net-csharp")).FullName;
        File.WriteAllText(Path.Combine(folder, "kernel.json"), specification);
        Assert.Equal(1, await Run("install", "--prefix", At("p")));
        Assert.Equal(
            $"error: {folder} is the kernel of another program; remove or rename this folder, then install again.\n", Error.ToString().ReplaceLineEndings("\n"));
        Assert.Empty(Output.ToString()); // it does not say that it is registered
        Assert.Equal(specification, File.ReadAllText(Path.Combine(folder, "kernel.json")));
        Assert.Equal(1, await Run("uninstall", "--prefix", At("p")));
        Assert.Equal(0, await Run("install", "--prefix", At("q")));
        Assert.Equal(0, await Run("install", "--prefix", At("q"))); // over our own
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_named()
    {
        File.WriteAllText(Write("file"), "");
        Assert.Equal(1, await Run("install", "--prefix", At("file")));
        Assert.StartsWith($"error: Cannot write the kernel's folder {At("file/share/jupyter/kernels/.net-csharp")}", Error.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, await Run("install", "--user", "--prefix", At("p")));
        Assert.Empty(Output.ToString());
    }

    private string Write(string name) => At(name);
}
