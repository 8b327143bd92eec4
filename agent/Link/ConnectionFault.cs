using System.Security.Authentication;
using FedOnco.Protos;
using Grpc.Core;

namespace FedOnco.Agent.Link;

/// <summary>What a failed call means to site IT.</summary>
internal static class ConnectionFault
{
    private const string Pinned = "the authority that this agent trusts. Check the address; after a change of authority that this agent was not told of, ask for a one-time code and run `fedonco-agent enrol CODE`";

    /// <param name="failed">The call.</param>
    /// <param name="coordinator">Its address.</param>
    /// <param name="trusted">Whom the agent trusts, and what to do where the coordinator's certificate is of somebody else.</param>
    public static FedOncoException Of(RpcException failed, string coordinator, string trusted = Pinned)
    {
        for (Exception? inner = failed; inner is not null; inner = inner.InnerException)
        {
            if (inner is AuthenticationException)
                return new FedOncoException(ErrorReason.WrongCertificate, $"{coordinator} did not show a certificate of {trusted}.");
        }

        return failed.StatusCode switch
        {
            StatusCode.Unauthenticated or StatusCode.PermissionDenied => new FedOncoException(ErrorReason.NotAuthorised, failed.Status.Detail),
            StatusCode.Unavailable => new FedOncoException(ErrorReason.CannotConnect, $"{coordinator} cannot be reached. Check the address, the network and that the coordinator runs."),
            _ => new FedOncoException(ErrorReason.CannotConnect, $"{coordinator}: {failed.Status.Detail}"),
        };
    }
}
