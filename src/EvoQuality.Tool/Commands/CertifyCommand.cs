using System.CommandLine;
using EvoQuality.Certification;
using EvoQuality.Generation;
using Spectre.Console;

namespace EvoQuality.Tool.Commands;

/// <summary><c>evoquality certify</c>: whether we compute what transformers computes with one model folder.</summary>
internal static class CertifyCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "A Qwen2.5-VL checkpoint in the published layout." };
        var output = new Option<string>("--out")
        {
            Description = "Where pictures, numbers and the certificate go.",
            DefaultValueFactory = _ => "certificate",
            HelpName = "folder",
        };
        var pictures = new Option<int>("--pictures") { Description = "Generated pictures, 2 or more.", DefaultValueFactory = _ => 20, HelpName = "N" }.Within(2);
        var dtype = new Option<string>("--dtype") { Description = "Type of the weights.", DefaultValueFactory = _ => "float32" };
        dtype.AcceptOnlyFromAmong("float32", "bfloat16");
        var device = new Option<string>("--device") { Description = "Where the model runs.", DefaultValueFactory = _ => "cpu" };
        device.AcceptOnlyFromAmong("cpu", "cuda");
        var command = new Command("certify", "Compare us with transformers on a model folder and write a parity certificate.")
        {
            folder, output, pictures, dtype, device,
        };
        command.SetAction(parsed =>
        {
            var passed = true;
            LongWork.Run(parsed.InvocationConfiguration.Output, (say, progress, cancel) =>
            {
                var (model, target) = (parsed.GetRequiredValue(folder), parsed.GetRequiredValue(output));
                using var policy = QwenPolicy.Load(model);
                var plan = CertificationPlan.Write(target, parsed.GetValue(pictures), policy, parsed.GetValue(dtype)!, parsed.GetValue(device)!);
                CertifiedModel.Run(policy, model, target, plan, progress, cancel);
                if (!ModelAnswers.Exists(target, ModelAnswers.Theirs))
                {
                    say($"{target}: {plan.Cases.Count} prompts answered by us. Now run with a Python that has transformers:");
                    say($"  python environment/reference/certify.py {model} {target}");
                    say("and then this command again; it compares and writes the certificate.");
                    return;
                }

                var certificate = ParityCertificate.Of(target);
                certificate.Write(target);
                passed = certificate.Passed;
                Show(Terminal.On(parsed.InvocationConfiguration.Output), certificate, target);
            });
            return passed ? 0 : UserErrors.Failed;
        });
        return command;
    }

    private static void Show(IAnsiConsole console, ParityCertificate certificate, string target)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("compared", "found", "accepted", "");
        foreach (var c in certificate.Checks) table.AddRow(c.Name, $"{c.Difference:G3}", $"{c.Tolerance:G3}", c.Passed ? "pass" : "FAIL");
        console.Write(table);
        console.WriteLine($"{(certificate.Passed ? "Passed" : "FAILED")}: {Path.Combine(target, ParityCertificate.FileName)}.md");
    }
}
