using System.CommandLine;
using EvoQuality.Benchmarks.Commands;
using EvoQuality.Benchmarks.Speed;

return new RootCommand("Measures EvoQuality: parity with the Python reference, speed, and the pocket experiments.")
{
    ParityCommand.Create(),
    ResaveCommand.Create(),
    AdapterCommand.Create(),
    PrecisionCommand.Create(),
    MemoryModesCommand.Create(),
    LayersCommand.Create(),
    GreedyCommand.Create(),
    MemoryCommand.Create(),
    MainJobCommand.Create(),
    KillCommand.Create(),
    KillCommand.CreateWorker(),
    KillWorkersCommand.Create(),
    KillWorkersCommand.CreateWorker(),
    QueueCommand.Create(),
    TrainingMemoryCommand.Create(),
    TrlCurvesCommand.Create(),
    DistortionsCommand.Create(),
    StatisticsCommand.Create(),
    KernelCommand.Create(),
    PlanCommand.Create(),
    ServedCommand.Create(),
    SpeedCommand.Create(SpeedMode.Prefill),
    SpeedCommand.Create(SpeedMode.Votes),
    SpeedCommand.Create(SpeedMode.Scores),
    SpeedCommand.Create(SpeedMode.Grpo),
}.Parse(args).Invoke();
