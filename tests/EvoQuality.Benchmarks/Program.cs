using System.CommandLine;
using EvoQuality.Benchmarks.Commands;

return new RootCommand("Measures EvoQuality: parity with the Python reference, speed, and the pocket experiments.")
{
    ParityCommand.Create(),
    ResaveCommand.Create(),
    LayersCommand.Create(),
    GainCommand.Create(),
    GreedyCommand.Create(),
    MemoryCommand.Create(),
    MainJobCommand.Create(),
}.Parse(args).Invoke();
