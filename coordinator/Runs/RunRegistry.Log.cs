using FedOnco.Protos;

namespace FedOnco.Coordinator.Runs;

internal sealed partial class RunRegistry
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Run {Run} ended: {State} {Reason}")]
    private static partial void LogEnded(ILogger log, string run, RunState state, ErrorReason reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "A defect ended run {Run}: {Type} in {Place}")]
    private static partial void LogDefect(ILogger log, string run, string type, string? place);

    [LoggerMessage(Level = LogLevel.Error, Message = "The state of run {Run} cannot be read or written: {Why}")]
    private static partial void LogUnwritable(ILogger log, string run, string why);
}
