using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EvoQuality.Notebooks;

/// <summary>
/// Restores packages with the SDK: a project that names them, <c>dotnet restore</c>, and the files that its list of assets
/// gives for this machine. A set with fixed versions is restored once and then remembered.
/// </summary>
internal static class PackageRestore
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(5);

    /// <summary>The person's cache folder.</summary>
    public static string DefaultFolder => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "evoquality", "packages");

    public static async Task<RestoredPackages> RunAsync(
        IReadOnlyList<PackageId> packages, IReadOnlyList<string> sources, string folder, string cache,
        Action<string> say, CancellationToken cancellation)
    {
        var project = Project(packages, sources, folder);
        var home = Path.Combine(cache, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(project)))[..24]);
        var assets = Path.Combine(home, "obj", "project.assets.json");
        if (packages.All(p => p.Version.Length > 0 && !p.Version.Contains('*', StringComparison.Ordinal))
            && File.Exists(assets) && Read(assets) is { } remembered) return remembered;

        say($"Restoring {string.Join(", ", packages.Select(p => $"{p.Id} {p.Version}".TrimEnd()))} ...\n");
        try
        {
            Directory.CreateDirectory(home);
            await File.WriteAllTextAsync(Path.Combine(home, "cells.csproj"), project, cancellation);
            // Nothing of a folder above may change the project.
            foreach (var name in (string[])["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"])
                await File.WriteAllTextAsync(Path.Combine(home, name), "<Project />", cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Failed($"Packages cannot be restored: cannot write to {home} ({e.Message.TrimEnd('.')}).");
        }
        var (code, output) = await DotnetAsync(home, cancellation);
        if (code != 0) return Failed($"{string.Join(", ", packages.Select(p => p.Id))} cannot be restored: {Reason(output)}");
        return Read(assets) ?? Failed($"The restore left no list of assets that can be read: {assets}.");
    }

    private static RestoredPackages Failed(string fault) => new([], [], fault);

    private static string Project(IReadOnlyList<PackageId> packages, IReadOnlyList<string> sources, string folder)
    {
        var references = packages.Select(p =>
            $"    <PackageReference Include=\"{SecurityElement.Escape(p.Id)}\" Version=\"{SecurityElement.Escape(p.Version.Length > 0 ? p.Version : "*")}\" />\n");
        return $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net{Environment.Version.Major}.0</TargetFramework>
                <RuntimeIdentifier>{RuntimeInformation.RuntimeIdentifier}</RuntimeIdentifier>
                <SelfContained>false</SelfContained>
                <RestoreRootConfigDirectory>{SecurityElement.Escape(folder)}</RestoreRootConfigDirectory>
                <RestoreAdditionalProjectSources>{SecurityElement.Escape(string.Join(';', sources.Select(s => Absolute(s, folder))))}</RestoreAdditionalProjectSources>
              </PropertyGroup>
              <ItemGroup>
            {string.Concat(references)}  </ItemGroup>
            </Project>

            """;
    }

    private static string Absolute(string source, string folder) =>
        source.Contains("://", StringComparison.Ordinal) ? source : Path.GetFullPath(source, folder);

    private static async Task<(int Code, string Output)> DotnetAsync(string home, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("dotnet", ["restore", "cells.csproj", "-v", "quiet", "--nologo"])
        {
            WorkingDirectory = home,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeLimit);
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (1, "the .NET SDK's 'dotnet' is not on the PATH, and it is what restores packages.");
        }
        using (process)
        {
            process.StandardInput.Close();
            try
            {
                var output = process.StandardOutput.ReadToEndAsync(limit.Token);
                var errors = process.StandardError.ReadToEndAsync(limit.Token);
                await process.WaitForExitAsync(limit.Token);
                return (process.ExitCode, await output + await errors);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                cancellation.ThrowIfCancellationRequested();
                return (1, $"the restore took longer than {TimeLimit.TotalMinutes} minutes.");
            }
        }
    }

    // "path(1,1): error NU1101: Unable to find package X. No packages exist … [path]" -> the text after "error".
    private static string Reason(string output)
    {
        var lines = output.Split('\n').Where(l => l.Contains("error ", StringComparison.Ordinal))
            .Select(l => l[(l.IndexOf("error ", StringComparison.Ordinal) + 6)..])
            .Select(l => l.LastIndexOf(" [", StringComparison.Ordinal) is var cut and > 0 ? l[..cut] : l)
            .Select(l => l.Trim()).Distinct().Take(3).ToArray();
        return lines.Length > 0 ? string.Join("\n", lines) : output.Trim();
    }

    private static RestoredPackages? Read(string assets)
    {
        JsonNode root;
        try
        {
            root = JsonNode.Parse(File.ReadAllText(assets))!;
        }
        catch (JsonException)
        {
            return null; // half written by a process that was killed: restored again
        }
        if (root["logs"] is JsonArray logs && logs.Any(l => l?["level"]?.ToString() == "Error")) return null; // of a restore that failed
        string[] folders = [.. root["packageFolders"]!.AsObject().Select(f => f.Key)];
        var target = root["targets"]!.AsObject().Last(t => t.Key.Contains('/', StringComparison.Ordinal)).Value!.AsObject();
        var files = (Managed: new List<string>(), Native: new List<string>());
        foreach (var (name, library) in target)
        {
            if (root["libraries"]![name]?["path"]?.ToString() is not { } path) continue;
            files.Managed.AddRange(Files(library!["runtime"], path, folders));
            files.Native.AddRange(Files(library["native"], path, folders));
        }
        // A package folder that was cleared since is restored again.
        return files.Managed.Concat(files.Native).All(File.Exists) ? new(files.Managed, files.Native) : null;
    }

    private static IEnumerable<string> Files(JsonNode? items, string path, string[] folders) =>
        (items?.AsObject() ?? []).Select(item => item.Key).Where(key => !key.EndsWith("_._", StringComparison.Ordinal))
            .Select(key => folders.Select(f => Path.Combine(f, path, key)).FirstOrDefault(File.Exists) ?? Path.Combine(folders[0], path, key));
}
