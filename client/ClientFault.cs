using System.Net.Sockets;
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
                return new FedOncoException(ErrorReason.WrongCertificate, $"{address} did not show a certificate of the authority that you trust. Check the address and the file given with --ca; after a change of authority ask for its new authority.pem.");
        }

        return new FedOncoException(ErrorReason.CannotConnect, $"{address} cannot be reached: {WhyNot(failed)}. Check the address and that the coordinator runs.");
    }

    private static string WhyNot(RpcException failed)
    {
        for (var inner = failed.Status.DebugException; inner is not null; inner = inner.InnerException)
        {
            if (inner is SocketException socket)
            {
                return socket.SocketErrorCode switch
                {
                    SocketError.ConnectionRefused => "nothing listens there",
                    SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData => "no host has that name",
                    SocketError.NetworkUnreachable or SocketError.HostUnreachable => "no route leads there",
                    _ => "the connection was cut",
                };
            }

            if (inner is TimeoutException or OperationCanceledException) return "no answer in time";
        }

        return "the connection was cut";
    }

    private static ErrorReason? Reason(string wireName) =>
        ErrorsReflection.Descriptor.EnumTypes.Single(e => e.Name == nameof(ErrorReason)).FindValueByName(wireName) is { } value ? (ErrorReason)value.Number : null;
}
