import HTTPTypes
import Hummingbird
import Ledger
import LedgerClient
import NIOCore
import NIOHTTPTypes

/// Stands between the HTTP codec and the service on each connection: closes where a client does not take its answer,
/// lets an answer out that ends a connection while the client still sends, answers `Expect: 100-continue`, and gives
/// requests that do not even parse an error body like all others.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let writeLimit: TimeAmount
    private var pendingWrites = 0
    private var timer: Scheduled<Void>?
    private var closesAfterAnswer = false
    private var isLingering = false
    /// How long a client may still send after an answer that ends the connection.
    private static let linger = TimeAmount.seconds(2)

    init(writeLimit: TimeAmount) { self.writeLimit = writeLimit }

    func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        context.fireChannelInactive()
    }

    // MARK: In

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // What still comes after the last answer is read and dropped: otherwise the system resets the connection and
        // the client never sees the answer.
        if isLingering { return }
        if case .head(let head) = unwrapInboundIn(data), head.headerFields[.expect]?.lowercased() == "100-continue" {
            context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
        }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if isLingering {
            context.read()
        } else {
            context.fireChannelReadComplete()
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if isLingering, case ChannelEvent.inputClosed = event {
            context.close(promise: nil)
            return
        }
        context.fireUserInboundEventTriggered(event)
    }

    // MARK: Out

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let promise = promise ?? context.eventLoop.makePromise(of: Void.self)
        track(promise.futureResult, context)
        switch unwrapOutboundIn(data) {
        case .head(let head) where isParserRefusal(head):
            closesAfterAnswer = true
            let body = ErrorAnswer.body(LedgerError(.requestMalformed, "HTTP"))
            var answer = head
            answer.headerFields[.contentType] = MediaTypes.json
            answer.headerFields[.contentLength] = "\(body.readableBytes)"
            context.write(wrapOutboundOut(.head(answer)), promise: nil)
            context.write(wrapOutboundOut(.body(body)), promise: promise)
        case .head(let head):
            if head.headerFields[.connection]?.lowercased() == "close" { closesAfterAnswer = true }
            context.write(data, promise: promise)
        case .body:
            context.write(data, promise: promise)
        case .end:
            context.write(data, promise: promise)
            guard closesAfterAnswer else { return }
            context.flush()
            startLingering(context)
        }
    }

    private func isParserRefusal(_ head: HTTPResponse) -> Bool {
        head.status == .badRequest && head.headerFields[.contentLength] == "0"
            && head.headerFields[.connection] == "close"
    }

    private func startLingering(_ context: ChannelHandlerContext) {
        isLingering = true
        context.close(mode: .output, promise: nil)
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: ConnectionGuard.linger) { bound.value.close(promise: nil) }
        context.read()
    }

    // MARK: Clients that do not read

    private func track(_ written: EventLoopFuture<Void>, _ context: ChannelHandlerContext) {
        pendingWrites += 1
        if timer == nil { schedule(context) }
        let bound = NIOLoopBound((handler: self, context: context), eventLoop: context.eventLoop)
        written.whenComplete { _ in
            let (handler, context) = bound.value
            handler.pendingWrites -= 1
            handler.timer?.cancel()
            handler.timer = nil
            if handler.pendingWrites > 0 { handler.schedule(context) }
        }
    }

    private func schedule(_ context: ChannelHandlerContext) {
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        timer = context.eventLoop.scheduleTask(in: writeLimit) { bound.value.close(promise: nil) }
    }
}
