namespace FedOnco.Coordinator.Agents;

internal sealed partial class AgentGatewayService
{
    [LoggerMessage(Level = LogLevel.Information, Message = "{Site} enrolled")]
    private static partial void LogEnrolled(ILogger log, string site);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Site} was given a new certificate")]
    private static partial void LogRenewed(ILogger log, string site);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Site} connected")]
    private static partial void LogConnected(ILogger log, string site);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Site} saw a longer log than this coordinator has: its state was restored from a backup. Sites refuse runs until their IT lets them go on (`fedonco-agent audit forget-coordinator`)")]
    private static partial void LogLonger(ILogger log, string site);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Site} disconnected")]
    private static partial void LogLost(ILogger log, string site);
}
