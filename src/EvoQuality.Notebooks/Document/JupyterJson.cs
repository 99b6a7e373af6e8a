using System.Text;
using System.Text.Json.Nodes;

namespace EvoQuality.Notebooks;

/// <summary>
/// Writes JSON the way Jupyter does (Python's <c>json.dump(…, ensure_ascii=False)</c>), so that a notebook
/// that was read and not changed is written back byte for byte. Numbers keep the spelling they had in the
/// file.
/// </summary>
internal static class JupyterJson
{
    public static string Write(JsonNode node, int indent)
    {
        var text = new StringBuilder();
        Append(text, node, indent, depth: 0);
        return text.ToString();
    }

    private static void Append(StringBuilder text, JsonNode? node, int indent, int depth)
    {
        switch (node)
        {
            case null:
                text.Append("null");
                break;
            case JsonObject { Count: 0 }:
                text.Append("{}");
                break;
            case JsonArray { Count: 0 }:
                text.Append("[]");
                break;
            case JsonObject members:
                text.Append('{');
                foreach (var (index, (name, value)) in members.Index())
                {
                    NewLine(text, index, indent, depth + 1);
                    AppendString(text, name);
                    text.Append(": ");
                    Append(text, value, indent, depth + 1);
                }
                NewLine(text, 0, indent, depth).Append('}');
                break;
            case JsonArray items:
                text.Append('[');
                foreach (var (index, value) in items.Index())
                {
                    NewLine(text, index, indent, depth + 1);
                    Append(text, value, indent, depth + 1);
                }
                NewLine(text, 0, indent, depth).Append(']');
                break;
            case JsonValue value when value.GetValueKind() == System.Text.Json.JsonValueKind.String:
                AppendString(text, value.GetValue<string>());
                break;
            default:
                text.Append(node.ToJsonString());
                break;
        }
    }

    private static StringBuilder NewLine(StringBuilder text, int index, int indent, int depth) =>
        text.Append(index > 0 ? ",\n" : "\n").Append(' ', indent * depth);

    private static void AppendString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                < ' ' => text.Append("\\u").Append(((int)c).ToString("x4")),
                _ => text.Append(c),
            };
        }
        text.Append('"');
    }
}
