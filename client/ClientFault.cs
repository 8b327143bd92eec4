using System.Security.Authentication;
using FedOnco.Protos;
using Google.Rpc;
using Grpc.Core;

namespace FedOnco.Client;

/// <summary>From a status on the wire back to a reason of the closed list.</summary>
internal static class ClientFault
{
    public static FedOncoException Of(RpcException failed, string address)
    {
        var info = failed.GetRpcStatus()?.GetDetail<ErrorInfo>();
        if (info is { Domain: "fedonco" } && Reason(info.Reason) is { } reason) return new FedOncoException(reason, failed.Status.Detail);
        for (Exception? inner = failed; inner is not null; inner = inner.InnerException)
        {
            if (inner is AuthenticationException)
                return new FedOncoException(ErrorReason.WrongCertificate, $"{address} did not show a certificate of the authority that you trust. Check the address and the file given with --ca.");
        }

        return new FedOncoException(ErrorReason.CannotConnect, $"{address} cannot be reached. Check the address and that the coordinator runs.");
    }

    private static ErrorReason? Reason(string wireName) =>
        ErrorsReflection.Descriptor.EnumTypes.Single(e => e.Name == nameof(ErrorReason)).FindValueByName(wireName) is { } value ? (ErrorReason)value.Number : null;
}
