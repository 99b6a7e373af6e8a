using EvoQuality.Tool;

return await ConsoleApp.RunAsync(args, Console.Out, Console.Error);
