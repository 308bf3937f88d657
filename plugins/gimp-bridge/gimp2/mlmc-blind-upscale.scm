; Blind Upscale for GIMP 2.10: Filters > Enhance > Blind Upscale...
;
; Script-Fu can start no program. The picture is left in a folder that a
; running "mlmc bridge --spool DIR" watches; see PROTOCOL.md.

; What "mlmc gimp install" fills in.
(define mlmc-spool-installed "")
(define mlmc-start-installed "")

(define mlmc-patience 15)  ; seconds without a sign of the bridge
(define mlmc-dead-after 120)  ; seconds without a sign of another script
(define mlmc-is-running #f)
(define mlmc-count 0)

(define mlmc-scales '(2 3 4 8))
(define mlmc-presets '("balanced" "fast" "best" "paper"))
(define mlmc-restorers '("dip" "usrnet"))

; ---- Errors ----

(define (mlmc-fail message) (*error-hook* message))

; What a failure says: the message may come in parts.
(define (mlmc-message-of problem)
  (let ((port (open-output-string)))
    (for-each (lambda (part) (display part port)) problem)
    (get-output-string port)))

; Script-Fu's own "catch" loses the message.
(define (mlmc-attempt body on-failure)
  (let ((outer *error-hook*))
    (call-with-current-continuation
      (lambda (leave)
        (set! *error-hook*
          (lambda problem
            (set! *error-hook* outer)
            (leave (on-failure (mlmc-message-of problem)))))
        (let ((value (body)))
          (set! *error-hook* outer)
          value)))))

; Does the body, then the end, also if the body fails.
(define (mlmc-finally body end)
  (let ((value (mlmc-attempt
                 body
                 (lambda (message) (end) (mlmc-fail message)))))
    (end)
    value))

; ---- The spool folder ----

(define (mlmc-spool)
  (or (getenv "MLMC_SPOOL")
      (if (string=? mlmc-spool-installed "")
          (string-append gimp-directory DIR-SEPARATOR "mlmc-spool")
          mlmc-spool-installed)))

(define (mlmc-path name) (string-append (mlmc-spool) DIR-SEPARATOR name))

(define (mlmc-start)
  (if (and (not (getenv "MLMC_SPOOL"))
           (not (string=? mlmc-start-installed "")))
      mlmc-start-installed
      (string-append "mlmc bridge --spool \"" (mlmc-spool) "\"")))

(define (mlmc-remove name)
  (if (file-exists? (mlmc-path name)) (file-delete (mlmc-path name))))

; The fields in a file of the bridge; none if it is not there.
(define (mlmc-read name)
  (let ((port (and (file-exists? (mlmc-path name))
                   (open-input-file (mlmc-path name)))))
    (if port
        (let ((fields (read port)))
          (close-input-port port)
          (if (pair? fields) fields '()))
        '())))

(define (mlmc-field name fields default)
  (let ((found (assq name fields)))
    (if found (cdr found) default)))

(define (mlmc-write name text)
  (let ((port (open-output-file (mlmc-path name))))
    (if (not port) (mlmc-fail (string-append "cannot write " (mlmc-path name))))
    (display text port)
    (close-output-port port)))

; No other run of any GIMP has this name.
(define (mlmc-new-id)
  (set! mlmc-count (+ mlmc-count 1))
  (string-append "gimp-" (number->string (car (gimp-getpid)))
                 "-" (number->string (car (gettimeofday)))
                 "-" (number->string mlmc-count)))

(define (mlmc-clean-up id)
  (for-each
    (lambda (ending) (mlmc-remove (string-append id ending)))
    '(".request.json" ".state.json" ".state.scm" ".done.json" ".done.scm"
      ".cancel" ".input.png" ".output.png" ".alive")))

; GIMP's own Cancel kills Script-Fu, which cannot clean up then. So each run
; shows that it lives, and the next one cleans up.
(define (mlmc-show-alive id)
  (mlmc-write
    (string-append id ".alive")
    (string-append "((time . " (number->string (car (gettimeofday))) "))")))

(define (mlmc-clean-up-dead process)
  (let ((folder (dir-open-stream (mlmc-spool))))
    (let loop ((names '()))
      (let ((name (dir-read-entry folder)))
        (if (string? name)
            (loop (cons name names))
            (begin
              (dir-close-stream folder)
              (for-each (lambda (name) (mlmc-clean-up-if-dead name process))
                        names)))))))

(define (mlmc-clean-up-if-dead name process)
  (let ((length (- (string-length name) (string-length ".alive"))))
    (if (and (> length 0)
             (string=? (substring name length (string-length name)) ".alive")
             (> (- (car (gettimeofday)) (mlmc-field 'time (mlmc-read name) 0))
                mlmc-dead-after))
        (let ((id (substring name 0 length)))
          (if (or (file-exists? (mlmc-path (string-append id ".request.json")))
                  (file-exists? (mlmc-path (string-append id ".state.scm"))))
              (mlmc-cancel id process))
          (mlmc-clean-up id)))))

; ---- The request ----

(define (mlmc-hex-digits number)
  (let ((digits (number->string number 16)))
    (substring (string-append "000" digits)
               (- (string-length digits) 1)
               (+ (string-length digits) 3))))

(define (mlmc-escape code)
  (if (< code 65536)
      (string-append "\\u" (mlmc-hex-digits code))
      (let ((rest (- code 65536)))  ; JSON has these as two halves
        (string-append (mlmc-escape (+ 55296 (quotient rest 1024)))
                       (mlmc-escape (+ 56320 (modulo rest 1024)))))))

(define (mlmc-json-char char)
  (let ((code (char->integer char)))
    (cond ((memv code '(34 92)) (string #\\ char))
          ((and (> code 31) (< code 127)) (string char))
          (else (mlmc-escape code)))))

(define (mlmc-json-string text)
  (string-append
    "\"" (apply string-append (map mlmc-json-char (string->list text))) "\""))

(define (mlmc-json-number number)
  (number->string (inexact->exact (round number))))

(define (mlmc-request id scale preset restorer seed iterations)
  (string-append
    "{\"type\":\"upscale\""
    ",\"input\":" (mlmc-json-string (mlmc-path (string-append id ".input.png")))
    ",\"output\":" (mlmc-json-string (mlmc-path (string-append id ".output.png")))
    ",\"options\":{\"scale\":" (mlmc-json-number scale)
    ",\"preset\":" (mlmc-json-string preset)
    ",\"restorer\":" (mlmc-json-string restorer)
    ",\"seed\":" (mlmc-json-number seed)
    ",\"iterations\":" (mlmc-json-number iterations)
    "}}\n"))

; ---- The bridge ----

(define (mlmc-bridge)
  (let ((hello (mlmc-read "bridge.scm")))
    (if (< (- (car (gettimeofday)) (mlmc-field 'time hello 0)) mlmc-patience)
        hello
        '())))

; The process of the bridge, once it is seen.
(define (mlmc-find-bridge)
  (let loop ((tries 20))
    (let ((hello (mlmc-bridge)))
      (cond ((pair? hello) (mlmc-check-protocol hello))
            ((= tries 0)
             (mlmc-fail (string-append "No bridge is running. Start it with: "
                                       (mlmc-start))))
            (else (usleep 250000) (loop (- tries 1)))))))

(define (mlmc-check-protocol hello)
  (if (not (= (mlmc-field 'protocol hello 0) 1))
      (mlmc-fail "The bridge is of another version than this script. Run: mlmc gimp install"))
  (mlmc-field 'pid hello 0))

(define (mlmc-is-gone process)
  (not (equal? (mlmc-field 'pid (mlmc-bridge) #f) process)))

; Waits until the bridge is done, unless the layer is gone before.
(define (mlmc-await id process drawable)
  (let loop ((missed 0))
    (let* ((is-gone (mlmc-is-gone process))
           (done (mlmc-read (string-append id ".done.scm"))))
      (cond ((pair? done) done)
            ((= (car (gimp-item-is-valid drawable)) FALSE)
             (mlmc-cancel id process)
             (mlmc-fail "Cancelled: the layer is gone"))
            ((and is-gone (> missed 8))
             (mlmc-fail (string-append "The bridge has ended. Start it again with: "
                                       (mlmc-start))))
            (else
             (mlmc-show-alive id)
             (mlmc-show (mlmc-read (string-append id ".state.scm")))
             (usleep 250000)
             (loop (if is-gone (+ missed 1) 0)))))))

(define (mlmc-cancel id process)
  (mlmc-write (string-append id ".cancel") "")
  (let loop ((tries 40))
    (if (and (> tries 0)
             (not (mlmc-is-gone process))
             (null? (mlmc-read (string-append id ".done.scm"))))
        (begin (usleep 250000) (loop (- tries 1))))))

(define (mlmc-check done)
  (let ((type (mlmc-field 'type done "")))
    (cond ((string=? type "result") #t)
          ((string=? type "cancelled") (mlmc-fail "Cancelled"))
          (else (mlmc-fail (mlmc-field 'message done "The bridge failed"))))))

; ---- Progress ----

(define (mlmc-show state)
  (gimp-progress-update (mlmc-field 'fraction state 0))
  (gimp-progress-set-text
    (string-append
      "Blind Upscale"
      (if (assq 'fraction state)
          (string-append
            ": " (mlmc-json-number (floor (* 100 (cdr (assq 'fraction state)))))
            " %" (mlmc-time-left (mlmc-field 'secondsLeft state #f)))
          (if (> (mlmc-field 'waiting state 0) 0)
              ": waiting for another picture"
              "")))))

(define (mlmc-time-left seconds)
  (cond ((not seconds) "")
        ((< seconds 90)
         (string-append ", about " (mlmc-json-number seconds) " s left"))
        (else
         (string-append
           ", about " (mlmc-json-number (/ seconds 60)) " min left"))))

; ---- Pictures ----

(define (mlmc-check-drawable drawable)
  (if (= (car (gimp-item-is-layer drawable)) FALSE)
      (mlmc-fail "Choose a layer: masks, channels and paths cannot be upscaled"))
  (if (= (car (gimp-layer-is-floating-sel drawable)) TRUE)
      (mlmc-fail "Anchor the floating selection first")))

; The part of the layer that the selection touches: x, y, width, height,
; counted from the layer's corner.
(define (mlmc-area drawable)
  (let ((area (gimp-drawable-mask-intersect drawable)))
    (if (= (car area) FALSE)
        (mlmc-fail "The selection does not touch the layer"))
    (cdr area)))

; The area as an image of its own, with the selection as it is.
(define (mlmc-cut-out image drawable area)
  (let ((copy (car (gimp-image-duplicate image))))
    (gimp-image-undo-disable copy)
    (mlmc-remove-layers copy)
    (mlmc-simplify copy)
    (let ((layer (car (gimp-layer-new-from-drawable drawable copy)))
          (offsets (gimp-drawable-offsets drawable)))
      (gimp-image-insert-layer copy layer 0 0)
      (if (not (= (car (gimp-layer-get-mask layer)) -1))
          (gimp-layer-remove-mask layer MASK-APPLY))
      (gimp-layer-set-offsets layer (car offsets) (cadr offsets))
      (gimp-layer-resize layer (caddr area) (cadddr area)
                         (- (car area)) (- (cadr area)))
      (gimp-image-resize copy (caddr area) (cadddr area)
                         (- (+ (car offsets) (car area)))
                         (- (+ (cadr offsets) (cadr area)))))
    copy))

(define (mlmc-remove-layers image)
  (for-each (lambda (layer) (gimp-image-remove-layer image layer))
            (vector->list (cadr (gimp-image-get-layers image)))))

; To what a PNG file can hold: no palette, and 8 or 16 bits.
(define (mlmc-simplify image)
  (let* ((is-8-bit (< (car (gimp-image-get-precision image)) 200))
         (precision (if is-8-bit PRECISION-U8-GAMMA PRECISION-U16-GAMMA)))
    (mlmc-to-rgb image)
    (if (not (= (car (gimp-image-get-precision image)) precision))
        (gimp-image-convert-precision image precision))))

(define (mlmc-to-rgb image)
  (if (= (car (gimp-image-base-type image)) INDEXED)
      (gimp-image-convert-rgb image)))

(define (mlmc-export image path)
  (file-png-save RUN-NONINTERACTIVE image
                 (car (gimp-image-get-active-drawable image)) path path
                 0 1 0 0 0 0 0))

; Puts the result into the cut-out, transparent where nothing is selected.
(define (mlmc-fill-in copy path)
  (let ((layer (car (gimp-file-load-layer RUN-NONINTERACTIVE copy path))))
    (mlmc-remove-layers copy)
    (mlmc-scale-image copy
                      (car (gimp-drawable-width layer))
                      (car (gimp-drawable-height layer)))
    (gimp-image-insert-layer copy layer 0 0)
    (if (= (car (gimp-selection-is-empty copy)) FALSE)
        (mlmc-clear-outside copy layer))
    layer))

(define (mlmc-clear-outside image layer)
  (gimp-selection-invert image)
  (if (= (car (gimp-selection-is-empty image)) FALSE)
      (begin
        (gimp-layer-add-alpha layer)
        (gimp-edit-clear layer)))
  (gimp-selection-none image))

(define (mlmc-scale-image image width height)
  (gimp-context-push)
  (gimp-context-set-interpolation INTERPOLATION-CUBIC)
  (gimp-image-scale image width height)
  (gimp-context-pop))

; ---- Results ----

; The cut-out becomes an image that the user sees.
(define (mlmc-new-image copy layer)
  (gimp-item-set-name layer "Blind Upscale")
  (gimp-image-undo-enable copy)
  ; Without windows there is no display.
  (mlmc-attempt (lambda () (gimp-display-new copy)) (lambda (message) #f)))

; The cut-out's layer goes above the one that it was made of.
(define (mlmc-new-layer image drawable layer is-scaled scale area)
  (gimp-image-undo-group-start image)
  (mlmc-finally
    (lambda ()
      (mlmc-to-rgb image)
      (if is-scaled
          (mlmc-scale-image image
                            (* scale (car (gimp-image-width image)))
                            (* scale (car (gimp-image-height image)))))
      (let ((new (car (gimp-layer-new-from-drawable layer image))))
        (gimp-item-set-name
          new (string-append (car (gimp-item-get-name drawable)) ", upscaled"))
        (gimp-image-insert-layer
          image new
          (max 0 (car (gimp-item-get-parent drawable)))
          (car (gimp-image-get-item-position image drawable)))
        (mlmc-place new drawable is-scaled scale area)))
    (lambda () (gimp-image-undo-group-end image))))

; Over the area, which the layer covers if all is scaled, or else surrounds.
(define (mlmc-place new drawable is-scaled scale area)
  (let ((offsets (gimp-drawable-offsets drawable)))
    (define (place offset start side)
      (if is-scaled
          (+ offset (* scale start))
          (- (+ offset start) (quotient (* side (- scale 1)) 2))))
    (gimp-layer-set-offsets
      new
      (place (car offsets) (car area) (caddr area))
      (place (cadr offsets) (cadr area) (cadddr area)))))

; ---- The procedure ----

(define (mlmc-upscale image drawable scale preset restorer result seed iterations)
  (mlmc-check-drawable drawable)
  (gimp-progress-init "Blind Upscale" -1)
  (let* ((area (mlmc-area drawable))
         (process (mlmc-find-bridge))
         (id (mlmc-new-id))
         (copy (mlmc-cut-out image drawable area))
         (is-kept #f))
    (mlmc-finally
      (lambda ()
        (mlmc-show-alive id)
        (mlmc-clean-up-dead process)
        (mlmc-export copy (mlmc-path (string-append id ".input.png")))
        (mlmc-write
          (string-append id ".request.json")
          (mlmc-request id scale preset restorer seed iterations))
        (mlmc-check (mlmc-await id process drawable))
        (let* ((path (mlmc-path (string-append id ".output.png")))
               (layer (mlmc-fill-in copy path)))
          (if (= (car (gimp-image-base-type image)) INDEXED)
              (gimp-message "Blind Upscale: a palette lacks the colours of the result, which is RGB"))
          (if (= result 0)
              (begin (set! is-kept #t) (mlmc-new-image copy layer))
              (mlmc-new-layer image drawable layer (= result 1) scale area))))
      (lambda ()
        (mlmc-clean-up id)
        (if (not is-kept) (gimp-image-delete copy))))
    (gimp-displays-flush)))

(define (script-fu-mlmc-blind-upscale image drawable scale preset restorer result seed iterations)
  ; A second run could begin while the first asks GIMP for something.
  (if mlmc-is-running (mlmc-fail "Blind Upscale: the last picture is not done yet"))
  (set! mlmc-is-running #t)
  (let ((problem
          (mlmc-attempt
            (lambda ()
              (mlmc-upscale image drawable
                            (list-ref mlmc-scales scale)
                            (list-ref mlmc-presets preset)
                            (list-ref mlmc-restorers restorer)
                            result seed iterations)
              #f)
            (lambda (message) message))))
    (set! mlmc-is-running #f)
    (if problem (mlmc-fail problem))))

(script-fu-register
  "script-fu-mlmc-blind-upscale"
  "Blind _Upscale..."
  "Upscales the layer, or its selected part, whose blur nobody knows. Needs a running bridge: mlmc bridge --spool DIR. An option is given as its place in the list, from 0."
  "The authors of MLMC"
  "Apache-2.0"
  "2026"
  "*"
  SF-IMAGE "Image" 0
  SF-DRAWABLE "Layer" 0
  SF-OPTION "Enlarge _by" '("2" "3" "4" "8")
  SF-OPTION "_Preset" '("Balanced" "Fast" "Best, slow" "As published, slow")
  SF-OPTION "_Drawn by" '("An untrained network" "USRNet, trained on photos")
  SF-OPTION "_Result" '("New image" "New layer in the enlarged image" "New layer, larger than the old one")
  SF-ADJUSTMENT "_Seed" '(0 0 4294967295 1 10 0 1)
  SF-ADJUSTMENT "_Iterations" '(200 1 100000 1 10 0 1))

(script-fu-menu-register
  "script-fu-mlmc-blind-upscale"
  "<Image>/Filters/Enhance")
