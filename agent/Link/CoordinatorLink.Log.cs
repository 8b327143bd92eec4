using Microsoft.Extensions.Logging;

namespace FedOnco.Agent.Link;

internal sealed partial class CoordinatorLink
{
    [LoggerMessage(Level = LogLevel.Information, Message = "{Site} is connected to the coordinator")]
    private static partial void LogConnected(ILogger log, string site);

    [LoggerMessage(Level = LogLevel.Information, Message = "The certificate was renewed; connecting with the new one")]
    private static partial void LogRenewed(ILogger log);

    [LoggerMessage(Level = LogLevel.Information, Message = "The coordinator changes its authority; trusted from now on: {Count}")]
    private static partial void LogAuthorities(ILogger log, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The certificate, good until {End:u}, was not renewed. {Why} Trying again within the hour.")]
    private static partial void LogNotRenewed(ILogger log, DateTimeOffset end, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Message} Trying again.")]
    private static partial void LogLost(ILogger log, string message);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The coordinator shows a roster that is not approved here. Compare fingerprints with the other centres (`fedonco-agent roster show`), then `fedonco-agent roster approve HASH`.")]
    private static partial void LogRoster(ILogger log);

    [LoggerMessage(Level = LogLevel.Error, Message = "A defect ended the connection: {Type} in {Place}")]
    private static partial void LogDefect(ILogger log, string type, string? place);
}
