using FedOnco.Coordinator.State;
using FedOnco.Protos;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Status = Google.Rpc.Status;

namespace FedOnco.Coordinator.Research;

/// <summary>The one place where a reason of the core becomes a status on the wire, with google.rpc.ErrorInfo (domain "fedonco").</summary>
internal sealed partial class FaultInterceptor(ILogger<FaultInterceptor> log) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not RpcException and not OperationCanceledException)
        {
            throw Map(fault, context);
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(request, responseStream, context).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not RpcException and not OperationCanceledException)
        {
            throw Map(fault, context);
        }
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(requestStream, responseStream, context).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not RpcException and not OperationCanceledException)
        {
            throw Map(fault, context);
        }
    }

    private RpcException Map(Exception fault, ServerCallContext context)
    {
        if (fault is not FedOncoException known)
        {
            if (StateFault.Is(fault)) LogUnwritable(log, StateFault.Why(fault));
            else LogDefect(log, fault.GetType().Name, fault.TargetSite?.Name);
            known = StateFault.Is(fault) ? new FedOncoException(ErrorReason.StateUnwritable, $"The coordinator cannot write its state: {StateFault.Cause}. Tell whoever runs it, then try again.") : new FedOncoException(ErrorReason.Internal, "The coordinator met a defect. Its log names the place; please report it.");
        }

        if (known.Reason == ErrorReason.Internal) UnreadableCalls.MarkDefect(context.GetHttpContext());
        var status = new Status { Code = (int)CodeOf(known.Reason), Message = known.Message };
        status.Details.Add(Any.Pack(new ErrorInfo { Domain = "fedonco", Reason = known.Reason.WireName() }));
        return status.ToRpcException();
    }

    private static Code CodeOf(ErrorReason reason) => reason switch
    {
        ErrorReason.NotAuthorised or ErrorReason.TokenExpired => Code.Unauthenticated,
        ErrorReason.WrongCertificate or ErrorReason.WrongRole => Code.PermissionDenied,
        ErrorReason.UnknownRun or ErrorReason.UnknownStudy or ErrorReason.UnknownDataset => Code.NotFound,
        ErrorReason.Overloaded => Code.ResourceExhausted,
        ErrorReason.StateUnwritable => Code.Unavailable,
        ErrorReason.Internal => Code.Internal,
        _ => reason.Status() == "invalid" ? Code.InvalidArgument : Code.FailedPrecondition,
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "A defect ended a call: {Type} in {Place}")]
    private static partial void LogDefect(ILogger log, string type, string? place);

    [LoggerMessage(Level = LogLevel.Error, Message = "The state cannot be read or written: {Why}")]
    private static partial void LogUnwritable(ILogger log, string why);
}
