import { Component, type ReactNode } from 'react';

interface Props {
  children: ReactNode;
  /** What stands there when the part could not be shown; nothing by default. */
  fallback?: (retry: () => void) => ReactNode;
  onError?: (error: unknown) => void;
}

/** Keeps a part that failed, or whose code did not come, from taking the screen with it. */
export class LazyBoundary extends Component<Props, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override componentDidCatch(error: unknown) {
    this.props.onError?.(error);
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return this.props.fallback?.(() => this.setState({ failed: false })) ?? null;
  }
}
