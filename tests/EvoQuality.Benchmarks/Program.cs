using System.CommandLine;
using EvoQuality.Benchmarks.Commands;
using EvoQuality.Benchmarks.Speed;

return new RootCommand("Measures EvoQuality: parity with the Python reference, speed, and the pocket experiments.")
{
    ParityCommand.Create(),
    ResaveCommand.Create(),
    LayersCommand.Create(),
    GainCommand.Create(),
    GreedyCommand.Create(),
    MemoryCommand.Create(),
    MainJobCommand.Create(),
    KernelCommand.Create(),
    SpeedCommand.Create(SpeedMode.Prefill),
    SpeedCommand.Create(SpeedMode.Votes),
    SpeedCommand.Create(SpeedMode.Scores),
    SpeedCommand.Create(SpeedMode.Grpo),
}.Parse(args).Invoke();
