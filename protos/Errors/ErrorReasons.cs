using Google.Protobuf.Reflection;

namespace FedOnco.Protos;

/// <summary>Status and exit code of each reason, read from the options in errors.proto.</summary>
public static class ErrorReasons
{
    private static readonly Dictionary<ErrorReason, ReasonForm> Forms = ErrorsReflection.Descriptor.EnumTypes
        .Single(e => e.Name == nameof(ErrorReason)).Values
        .ToDictionary(v => (ErrorReason)v.Number, FormOf);

    /// <summary>"invalid", "refused" or "failed".</summary>
    public static string Status(this ErrorReason reason) => Forms[reason].Status;

    /// <summary>2 wrong call or usage, 3 refused, 4 failed, 5 cannot connect or not authorised.</summary>
    public static int ExitCode(this ErrorReason reason) => (int)Forms[reason].ExitCode;

    /// <summary>The reason's name on the wire and in JSON ("UNKNOWN_VARIABLE").</summary>
    public static string WireName(this ErrorReason reason) => ErrorsReflection.Descriptor.EnumTypes
        .Single(e => e.Name == nameof(ErrorReason)).FindValueByNumber((int)reason).Name;

    private static ReasonForm FormOf(EnumValueDescriptor value) => value.GetOptions().GetExtension(OptionsExtensions.Reason);
}
