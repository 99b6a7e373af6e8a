using System.Text;

namespace EvoQuality.Notebooks;

/// <summary>
/// Sends <see cref="Console.Out"/> and <see cref="Console.Error"/> to a cell's output until disposed.
/// </summary>
internal sealed class ConsoleCapture : IDisposable
{
    private readonly TextWriter _out = Console.Out;
    private readonly TextWriter _error = Console.Error;

    public ConsoleCapture(CellOutputs outputs)
    {
        Console.SetOut(new Writer(text => outputs.Write("stdout", text)));
        Console.SetError(new Writer(text => outputs.Write("stderr", text)));
    }

    public void Dispose()
    {
        Console.SetOut(_out);
        Console.SetError(_error);
    }

    private sealed class Writer(Action<string> write) : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override string NewLine => "\n";

        public override void Write(char value) => write(value.ToString());

        public override void Write(char[] buffer, int index, int count) => write(new string(buffer, index, count));

        public override void Write(string? value) => write(value ?? "");

        public override void WriteLine(string? value) => write(value + "\n");
    }
}
