using FedOnco.Protos;
using Microsoft.Extensions.Logging;

namespace FedOnco.Agent.Runs;

internal sealed partial class SiteRunner
{
    [LoggerMessage(Level = LogLevel.Information, Message = "A run ended with {Reason}")]
    private static partial void LogEnded(ILogger log, ErrorReason reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Nothing was sent for a sum: this site's own data do not allow it ({Reason})")]
    private static partial void LogOwnRule(ILogger log, ErrorReason reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "A defect ended a run: {Type} in {Place}")]
    private static partial void LogDefect(ILogger log, string type, string? place);
}
