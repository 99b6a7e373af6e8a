using System.Reflection;

namespace EvoQuality.Notebooks;

/// <summary>Exceptions said to a person in one short text.</summary>
public static class ErrorText
{
    /// <summary>
    /// The exception that says what went wrong, without the wrappers of reflection, tasks and static
    /// constructors.
    /// </summary>
    public static Exception Cause(Exception exception) => exception switch
    {
        TargetInvocationException or TypeInitializationException when exception.InnerException is { } inner => Cause(inner),
        AggregateException { InnerExceptions: [var only] } => Cause(only),
        _ => exception,
    };

    /// <summary>
    /// The message alone for faults that are explained by their message (arguments, files, data, settings);
    /// otherwise the kind of exception first.
    /// </summary>
    public static string Of(Exception exception)
    {
        var cause = Cause(exception);
        var message = cause.Message.Trim();
        return ExplainsItself(cause) ? message : $"{cause.GetType().Name}: {message}";
    }

    /// <summary>True if the message of such an exception is written for the person at the keyboard.</summary>
    public static bool ExplainsItself(Exception exception) =>
        exception is ArgumentException or InvalidDataException or IOException or UnauthorizedAccessException
            or InvalidOperationException or NotSupportedException or DllNotFoundException or TimeoutException;
}
