using System.Text.Json;
using EvoQuality.Benchmarks.Parity;

var r = QwenParity.Measure(args[1]);
Console.WriteLine(JsonSerializer.Serialize(r));
return r.Passed ? 0 : 1;
