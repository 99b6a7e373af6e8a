using System.Text.Json;
using System.Text.Json.Serialization;

namespace EvoQuality.Grpo;

/// <summary>
/// Writes a function of the loss into settings files as its name, such as <c>LossReduction.TokenMean</c>, and finds it by that
/// name again. A function made in a notebook is written too, but can be found by nobody else.
/// </summary>
public sealed class FunctionName : JsonConverterFactory
{
    /// <inheritdoc/>
    public override bool CanConvert(Type typeToConvert) => typeof(Delegate).IsAssignableFrom(typeToConvert);

    /// <inheritdoc/>
    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Of<>).MakeGenericType(typeToConvert))!;

    private sealed class Of<T> : JsonConverter<T>
        where T : Delegate
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var name = reader.GetString() ?? "";
            var parts = name.Split('.');
            var place = parts.Length == 2 ? typeof(FunctionName).Assembly.GetType($"{typeof(FunctionName).Namespace}.{parts[0]}") : null;
            return place?.GetMethod(parts[1]) is { IsStatic: true } method && Delegate.CreateDelegate(typeof(T), method, throwOnBindFailure: false) is T found
                ? found
                : throw new JsonException($"Expected the name of a {typeof(T).Name} of this library, found '{name}'.");
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue($"{value.Method.DeclaringType?.Name}.{value.Method.Name}");
    }
}
