using System.Security.Authentication;
using FedOnco.Protos;
using Grpc.Core;

namespace FedOnco.Agent.Link;

/// <summary>What a failed call means to site IT.</summary>
internal static class ConnectionFault
{
    public static FedOncoException Of(RpcException failed, string coordinator)
    {
        for (Exception? inner = failed; inner is not null; inner = inner.InnerException)
        {
            if (inner is AuthenticationException)
                return new FedOncoException(ErrorReason.WrongCertificate, $"{coordinator} did not show a certificate of the authority that this agent trusts. Check the address; after a change of authority enrol again.");
        }

        return failed.StatusCode switch
        {
            StatusCode.Unauthenticated or StatusCode.PermissionDenied => new FedOncoException(ErrorReason.NotAuthorised, failed.Status.Detail),
            StatusCode.Unavailable => new FedOncoException(ErrorReason.CannotConnect, $"{coordinator} cannot be reached. Check the address, the network and that the coordinator runs."),
            _ => new FedOncoException(ErrorReason.CannotConnect, $"{coordinator}: {failed.Status.Detail}"),
        };
    }
}
