using System.Text.Json.Nodes;

namespace EvoQuality.Notebooks.Jupyter;

/// <summary>One message of the Jupyter protocol.</summary>
/// <param name="Identities">Whom a router takes it from or brings it to; on iopub the topic.</param>
/// <param name="Header">Id, type, session, user, date and version.</param>
/// <param name="Parent">The header of the message it answers; empty for none.</param>
/// <param name="Metadata">Beside the content.</param>
/// <param name="Content">What it says.</param>
public sealed record KernelMessage(
    IReadOnlyList<byte[]> Identities, JsonObject Header, JsonObject Parent, JsonObject Metadata, JsonObject Content)
{
    /// <summary>The version of the protocol that is spoken.</summary>
    public const string ProtocolVersion = "5.3";

    /// <summary>Its type, such as <c>execute_request</c>.</summary>
    public string Type => Header["msg_type"]?.ToString() ?? "";

    /// <summary>Its id.</summary>
    public string Id => Header["msg_id"]?.ToString() ?? "";

    /// <summary>A new message.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="session">Name of the sender's session.</param>
    /// <param name="content">What it says.</param>
    /// <param name="parent">What it answers; null for nothing.</param>
    /// <param name="identities">Whom it goes to.</param>
    public static KernelMessage Create(
        string type, string session, JsonObject content, KernelMessage? parent = null, IReadOnlyList<byte[]>? identities = null)
    {
        var header = new JsonObject
        {
            ["msg_id"] = Guid.NewGuid().ToString(),
            ["session"] = session,
            ["username"] = "kernel",
            ["date"] = DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'"),
            ["msg_type"] = type,
            ["version"] = ProtocolVersion,
        };
        return new KernelMessage(identities ?? [], header, parent?.Header ?? [], [], content);
    }
}
