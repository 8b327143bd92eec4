namespace FedOnco.Coordinator.Certificates;

internal sealed partial class LiveAuthority
{
    [LoggerMessage(Level = LogLevel.Information, Message = "The authority {Signing} signs; next: {Next}; old and not retired: {Old}")]
    private static partial void LogRead(ILogger log, string signing, string next, string old);

    [LoggerMessage(Level = LogLevel.Error, Message = "The authority stays as it was at the last look: {Why}")]
    private static partial void LogUnread(ILogger log, string why);
}
