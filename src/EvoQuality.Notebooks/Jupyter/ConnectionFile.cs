using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EvoQuality.Notebooks.Jupyter;

/// <summary>Where a front end wants the kernel to listen, and the key they share.</summary>
public sealed record ConnectionFile
{
    /// <summary>Only <c>tcp</c> is spoken.</summary>
    [JsonPropertyName("transport")]
    public string Transport { get; init; } = "tcp";

    /// <summary>The address to bind to, and no other.</summary>
    [JsonPropertyName("ip")]
    public required string Ip { get; init; }

    /// <summary>Port of requests.</summary>
    [JsonPropertyName("shell_port")]
    public required int ShellPort { get; init; }

    /// <summary>Port of what a front end is told.</summary>
    [JsonPropertyName("iopub_port")]
    public required int IopubPort { get; init; }

    /// <summary>Port of questions to the person.</summary>
    [JsonPropertyName("stdin_port")]
    public required int StdinPort { get; init; }

    /// <summary>Port of interrupts and shutdown, which do not wait for cells.</summary>
    [JsonPropertyName("control_port")]
    public required int ControlPort { get; init; }

    /// <summary>Port of the heartbeat.</summary>
    [JsonPropertyName("hb_port")]
    public required int HeartbeatPort { get; init; }

    /// <summary>Key of the signatures; empty switches them off.</summary>
    [JsonPropertyName("key")]
    public string Key { get; init; } = "";

    /// <summary>Only <c>hmac-sha256</c> is spoken.</summary>
    [JsonPropertyName("signature_scheme")]
    public string SignatureScheme { get; init; } = "hmac-sha256";

    /// <summary>Reads a connection file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is not a connection file, or asks for what is not spoken here.</exception>
    public static ConnectionFile Load(string path)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"There is no connection file {path}.", path);
        ConnectionFile connection;
        try
        {
            connection = JsonSerializer.Deserialize<ConnectionFile>(File.ReadAllText(path))
                         ?? throw new InvalidDataException($"{path} is not a connection file: it holds null.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} is not a connection file: {e.Message}", e);
        }
        if (connection.Transport != "tcp")
            throw new InvalidDataException($"{path}: transport is {connection.Transport}; expected tcp.");
        if (connection.SignatureScheme != "hmac-sha256")
            throw new InvalidDataException($"{path}: signature_scheme is {connection.SignatureScheme}; expected hmac-sha256.");
        if (connection.Key.Length == 0 && !(IPAddress.TryParse(connection.Ip, out var address) && IPAddress.IsLoopback(address)))
            throw new InvalidDataException($"{path}: no key, and the address {connection.Ip} can be reached from other machines; expected a key.");
        return connection;
    }

    /// <summary>The endpoint of a port.</summary>
    internal string Endpoint(int port) => $"tcp://{Ip}:{port}";
}
